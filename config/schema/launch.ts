import * as z from "zod";
import { alertsSchema } from "./alerts.ts";
import { hostnameSchema, peopleSchema, slugSchema } from "./common.ts";
import { dependencySchema } from "./dependencies.ts";
import { hostsSchema } from "./hosts.ts";
import { jobSchema } from "./jobs.ts";
import { limitSchema } from "./limits.ts";
import { logsSchema } from "./logs.ts";
import { serviceTokenSchema, turnstileSchema } from "./made-secrets.ts";
import { monitorSchema } from "./monitors.ts";
import { recordSchema } from "./records.ts";
import { LIMIT_CLASSES, routeSchema } from "./routes.ts";
import { secretReadersSchema, secretSlotSchema } from "./secrets.ts";
import { sessionSchema } from "./session.ts";
import { spendSchema } from "./spend.ts";
import { stagesSchema } from "./stages.ts";
import { targetSchema } from "./target.ts";
import { toolsSchema } from "./tools.ts";
import { wafSchema } from "./waf.ts";
import { waiverSchema } from "./waivers.ts";

export const environmentSchema = z.strictObject({
  zone: hostnameSchema.describe("domain of the zone that the hosts live in"),
  hosts: hostsSchema,
  records: z
    .record(slugSchema, recordSchema)
    .default({})
    .describe("DNS records below this environment's own hosts, by name; everything else belongs into the zone config"),
  target: targetSchema,
  monitors: z.record(slugSchema, monitorSchema).default({}).describe("what is watched from outside, by name"),
  alerts: alertsSchema,
  waivers: z.array(waiverSchema).default([]).describe("monitors that the environment does without for a while"),
  launchOn: z.iso.date({ error: "a day such as 2027-01-31" }).optional().describe("day of the launch; no waiver outlives it"),
  logs: logsSchema.default(logsSchema.parse({})).describe("every log group that the environment's stack makes"),
  turnstile: z.record(slugSchema, turnstileSchema).default({}),
  serviceTokens: z.record(slugSchema, serviceTokenSchema).default({}),
  secretReaders: secretReadersSchema,
  limits: z.partialRecord(z.enum(LIMIT_CLASSES), limitSchema).default({}),
  spend: spendSchema.optional(),
  stages: stagesSchema.default(stagesSchema.parse({})),
  waf: wafSchema.default(wafSchema.parse({})),
});

export const launchSchema = z.strictObject({
  name: slugSchema,
  product: z.string().min(1).describe("one line for the people who read reviews"),
  people: peopleSchema,
  secrets: z.record(slugSchema, secretSlotSchema).default({}),
  routes: z.record(slugSchema, routeSchema).describe("the API inventory, by name"),
  session: sessionSchema.optional(),
  jobs: z.record(slugSchema, jobSchema).default({}),
  dependencies: z.record(slugSchema, dependencySchema).default({}),
  tools: toolsSchema.optional(),
  environments: z.record(slugSchema, environmentSchema),
});

export type LaunchConfig = z.output<typeof launchSchema>;
export type LaunchInput = z.input<typeof launchSchema>;
export type EnvironmentConfig = z.output<typeof environmentSchema>;
