import * as z from "zod";
import { personIdSchema } from "./common.ts";
import { COVERED_KINDS } from "./monitor-fields.ts";

const MIN_REASON = 20;

export const waiverSchema = z.strictObject({
  of: z.enum(COVERED_KINDS).describe("the kind of monitor that the environment does without"),
  reason: z.string().refine((text) => text.trim().length >= MIN_REASON, { error: `a reason of at least ${MIN_REASON} characters` }),
  requester: personIdSchema.describe("who asks for it"),
  approver: personIdSchema.describe("one of the launch's approvers, and somebody else"),
  expires: z.iso.date({ error: "a day such as 2027-01-31" }).describe("last day on which it counts"),
});

export type WaiverConfig = z.output<typeof waiverSchema>;
