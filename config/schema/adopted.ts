import * as z from "zod";

const addressSchema = z
  .string()
  .regex(/^[a-z0-9_]+\.[A-Za-z_][A-Za-z0-9_-]*$/, { error: "a resource address such as cloudflare_dns_record.mx" });

/** What existed before the first run: how Terraform imports it, and what it looked like. Written by `slipway adopt`, committed, reviewed. */
export const adoptedSchema = z.strictObject({
  version: z.literal(1),
  target: z.string().min(1),
  stack: z.string().min(1),
  takenAt: z.iso.datetime(),
  resources: z.array(
    z.strictObject({
      address: addressSchema,
      importId: z.string().min(1),
      /** Configurable attributes as they were, in Terraform's words: the way back from the first run writes them again. */
      attributes: z.record(z.string(), z.json()),
    }),
  ),
});

export type AdoptedConfig = z.output<typeof adoptedSchema>;
