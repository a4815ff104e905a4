import * as z from "zod";
import { environmentVariablesSchema } from "./environment-variables.ts";

export const targetSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("existing-origin"),
    environment: environmentVariablesSchema
      .default({})
      .describe("what the application reads at start; published as parameters, secrets as references"),
  }),
]);

export type TargetConfig = z.output<typeof targetSchema>;
