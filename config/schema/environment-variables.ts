import * as z from "zod";
import { slugSchema } from "./common.ts";

/** Bytes in a parameter of the standard tier. Source: AWS Systems Manager API reference, PutParameter, Value (checked 2026-11-22). */
const MAX_VALUE_BYTES = 4096;

const plainValueSchema = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text, "utf8") <= MAX_VALUE_BYTES, { error: `text of at most ${MAX_VALUE_BYTES} bytes` })
  .refine((text) => !/\{\{.*\}\}/.test(text), { error: "text without {{ }}, which Systems Manager keeps for references to parameters" });

const environmentVariableSchema = z.union([
  z.strictObject({ value: plainValueSchema.describe("a plain value; never a secret") }),
  z.strictObject({ secret: slugSchema.describe("name of the secret slot that holds the value") }),
]);

/** What an application reads, by the name of the variable. */
export const environmentVariablesSchema = z.record(
  z
    .string()
    .max(255, { error: "at most 255 characters" })
    .regex(/^[A-Z][A-Z0-9_]*$/, { error: "an environment variable name" }),
  environmentVariableSchema,
);
