import * as z from "zod";
import { hostnameSchema, slugSchema } from "./common.ts";

/** An environment is launched in three runs: slots, prepare, live. */
export const stagesSchema = z.strictObject({
  direct: z
    .string()
    .min(10, { error: "a reason of at least 10 characters" })
    .optional()
    .describe("why no cutover has to be guarded here: one run goes live, without preview names and without waiting for monitors"),
  previews: z
    .record(slugSchema, hostnameSchema)
    .default({})
    .describe("names under which hosts are tried before they go live, by host; without one it is preview-<name>, one label below the zone"),
});
