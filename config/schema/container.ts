import * as z from "zod";
import { MANAGED_GROUPS } from "../../edge/web-acl-limits.ts";
import { environmentVariablesSchema } from "./environment-variables.ts";

const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), { error: `the id of one that exists, such as ${prefix}-0a1b2c3d4e5f67890` });

const subnetsSchema = z
  .array(id("subnet"))
  .min(2, { error: "at least two subnets, in different availability zones" })
  .refine((ids) => new Set(ids).size === ids.length, { error: "each subnet once" });

const networkSchema = z.strictObject({
  vpcId: id("vpc"),
  publicSubnetIds: subnetsSchema.describe("where the load balancer stands; two or more, with a way to the internet"),
  privateSubnetIds: subnetsSchema
    .optional()
    .describe(
      "where the tasks run; they need a way out to fetch the image. Left out, tasks run in the public ones, with addresses of their own",
    ),
});

const deploymentSchema = z.strictObject({
  minimumHealthyPercent: z
    .int()
    .min(0)
    .max(100)
    .default(100)
    .describe("share of the tasks that keep answering during a deployment; the number is rounded up"),
  maximumPercent: z
    .int()
    .min(100)
    .max(400)
    .default(200)
    .describe("share of the tasks that may run during a deployment, old and new together; the number is rounded down"),
  graceSeconds: z
    .int()
    .min(0)
    .max(3600)
    .default(60)
    .describe("how long a new task may take to start before health checks count, in seconds"),
  timeoutMinutes: z.int().min(5).max(120).default(20).describe("how long the apply waits for the service to come to rest, in minutes"),
  errorPercent: z.int().min(1).max(100).default(5).describe("share of answers with 5xx at which a deployment is rolled back by itself"),
});

const permissionSchema = z.strictObject({
  actions: z
    .array(z.string().regex(/^[a-z0-9-]+:[A-Za-z*]+$/, { error: "an action such as s3:GetObject" }))
    .min(1)
    .describe("what the application may do"),
  resources: z
    .array(
      z
        .string()
        .max(2048)
        .regex(/^(\*|arn:aws[a-z-]*:[\w-]+:[^\s]*)$/, { error: "an ARN" }),
    )
    .min(1)
    .describe("on what: ARNs"),
});

export const containerSchema = z
  .strictObject({
    kind: z.literal("container"),
    image: z
      .string()
      .max(512, { error: "at most 512 characters" })
      .regex(/^[a-z0-9][\w.\-/:@]*$/i, { error: "an image such as registry.example/app@sha256:..." })
      .describe("what runs, by digest: <registry>/<name>@sha256:<64 hex digits>"),
    architecture: z.enum(["x86_64", "arm64"]).default("x86_64"),
    port: z.int().min(1).max(65_535).describe("where the application listens for HTTP"),
    cpu: z.int().default(256).describe("CPU units of a task; 1024 are one processor"),
    memoryMiB: z.int().default(512).describe("memory of a task; each number of CPU units has its own choices"),
    tasks: z.int().min(1).max(1000).default(2).describe("how many run at once"),
    network: networkSchema,
    healthPath: z
      .string()
      .max(1024)
      .regex(/^\/[\x21-\x7e]*$/, { error: "a path that starts with /" })
      .describe("what the load balancer asks each task for; anything but 200 is a task that failed"),
    environment: environmentVariablesSchema
      .default({})
      .describe("what the application reads at start; secrets are injected from their slots"),
    restart: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[\w.:+-]+$/, { error: "letters, digits and . : + _ -, such as a date" })
      .optional()
      .describe("change it to have all tasks started anew, for example after a rotation: tasks read secrets at start and never again"),
    user: z
      .string()
      .regex(/^\d{1,10}(:\d{1,10})?$/, { error: "a number, or two with : between, as in 65532:65532" })
      .default("65532")
      .describe("user id, and group id, that the application runs as; never 0"),
    writablePaths: z
      .array(z.string().regex(/^(\/(?!\.{1,2}(\/|$))[\w.-]+)+$/, { error: "an absolute path without . and .. in it" }))
      .max(20)
      .default([])
      .describe("folders that the application may write to; all others are read-only. What lies there goes with the task"),
    stopSeconds: z
      .int()
      .min(2)
      .max(120)
      .default(30)
      .describe("how long a task may take to finish its requests before it is killed, in seconds"),
    idleTimeoutSeconds: z
      .int()
      .min(1)
      .max(4000)
      .default(60)
      .describe("how long the load balancer waits for the application to say something, in seconds"),
    deployment: deploymentSchema
      .default(deploymentSchema.parse({}))
      .describe("how a new image replaces the old one: task by task, back by itself when it fails"),
    managedRules: z
      .array(z.enum(MANAGED_GROUPS))
      .max(5, { error: "at most 5 groups" })
      .refine((groups) => new Set(groups).size === groups.length, { error: "each group once" })
      .default(["AWSManagedRulesKnownBadInputsRuleSet"])
      .describe("AWS's own firewall rules in front of the load balancer, in the order they run"),
    permissions: z.array(permissionSchema).default([]).describe("what the application may do in AWS; nothing when left out"),
    clientCertificates: z
      .strictObject({
        bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "an S3 bucket name" }),
        key: z.string().min(1).max(1024),
      })
      .optional()
      .describe(
        "PEM file in S3 with the authority of the certificate that the zone presents (tls.originPulls); the load balancer then refuses every connection without it",
      ),
  })
  .describe("tasks on AWS Fargate behind a load balancer that only the edge reaches");

export type ContainerConfig = z.output<typeof containerSchema>;
