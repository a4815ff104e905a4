import * as z from "zod";
import { containerSchema } from "./container.ts";
import { environmentVariablesSchema } from "./environment-variables.ts";
import { functionTargetSchema } from "./function-target.ts";
import { staticTargetSchema } from "./static-target.ts";
import { workerTargetSchema } from "./worker-target.ts";

const existingOriginSchema = z.strictObject({
  kind: z.literal("existing-origin"),
  environment: environmentVariablesSchema
    .default({})
    .describe("what the application reads at start; published as parameters, secrets as references"),
});

export const targetSchema = z.discriminatedUnion("kind", [
  existingOriginSchema,
  functionTargetSchema,
  containerSchema,
  staticTargetSchema,
  workerTargetSchema,
]);

export type TargetConfig = z.output<typeof targetSchema>;
