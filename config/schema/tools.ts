import * as z from "zod";
import { personIdSchema, slugSchema } from "./common.ts";

/** `service:Action`, as in a policy; a pattern is told from a name by the rules. */
const actionSchema = z.string().regex(/^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/, { error: "an action such as dynamodb:GetItem" });

const resourceSchema = z
  .string()
  .max(2048, { error: "at most 2048 characters" })
  .regex(/^(\*|arn:[^\s:]*:[^\s:]*:[^\s:]*:[^\s:]*:\S+)$/, { error: "the ARN of a resource; {environment} stands for the environment" });

const grantSchema = z.strictObject({
  purpose: z.string().min(10).max(500).describe("what the tool does for whom"),
  actions: z.array(actionSchema).min(1, { error: "at least one action" }).describe("every action by its full name"),
  resources: z
    .array(resourceSchema)
    .min(1, { error: "at least one resource" })
    .describe("ARNs that it may act on; {environment} stands for the environment's name"),
});

const dangerousSchema = z.strictObject({
  purpose: z.string().min(10).max(500).describe("what happens, and why it cannot be taken back"),
  approver: personIdSchema.describe("who confirms each time, before it happens: one of the launch's people"),
  actions: z.array(actionSchema).default([]).describe("AWS actions that it needs; none for what the application does by itself"),
  resources: z.array(resourceSchema).default([]),
});

export const toolsSchema = z
  .strictObject({
    runsIn: z
      .enum(["container", "function"])
      .describe("what runs the tools: an ECS task or a Lambda function, with this role and no other"),
    allow: z.record(slugSchema, grantSchema).default({}).describe("what tools may do by themselves, by name"),
    dangerous: z.record(slugSchema, dangerousSchema).default({}).describe("what a person has to confirm each time, by name"),
    permissionsBoundary: z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/, { error: "the ARN of an IAM policy" })
      .optional()
      .describe("policy that bounds whatever this role is ever given"),
  })
  .describe("what a model may make happen through tools; one role for each environment");

export type ToolsConfig = z.output<typeof toolsSchema>;
