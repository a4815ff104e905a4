import * as z from "zod";

/** What a JSON body looks like: the part of JSON Schema that OpenAPI 3.0 shares and that edge and application read alike. */
export type RequestSchema =
  | { readonly type: "boolean" }
  | { readonly type: "string"; readonly minLength?: number; readonly maxLength?: number; readonly enum?: readonly string[] }
  | { readonly type: "integer" | "number"; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: "array"; readonly items: RequestSchema; readonly minItems?: number; readonly maxItems?: number }
  | ObjectSchema;

export interface ObjectSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, RequestSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties: boolean;
}

const count = z.int().min(0);
const number = { minimum: z.exactOptional(z.number()), maximum: z.exactOptional(z.number()) };

const anySchema: z.ZodType<RequestSchema> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("boolean") }),
    z.strictObject({
      type: z.literal("string"),
      minLength: z.exactOptional(count),
      maxLength: z.exactOptional(count),
      enum: z.exactOptional(z.array(z.string()).min(1)),
    }),
    z.strictObject({ type: z.literal("integer"), ...number }),
    z.strictObject({ type: z.literal("number"), ...number }),
    z.strictObject({
      type: z.literal("array"),
      items: anySchema,
      minItems: z.exactOptional(count),
      maxItems: z.exactOptional(count),
    }),
    objectSchema,
  ]),
);

const objectSchema = z.strictObject({
  type: z.literal("object"),
  properties: z.record(z.string(), anySchema),
  required: z.exactOptional(z.array(z.string()).min(1)),
  additionalProperties: z.boolean().default(false).describe("whether fields that nobody declared pass"),
});

export const requestSchemaSchema = objectSchema.describe(
  "JSON body of the request, in JSON Schema's words: object, array, string, integer, number, boolean",
);
