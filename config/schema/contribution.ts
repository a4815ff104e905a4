import * as z from "zod";
import { edgeRuleSchema } from "../../edge/rule.ts";
import type { Contribution } from "../model.ts";
import { hostnameSchema } from "./common.ts";

/** A contribution as it lies in the run store, one JSON file each. */
export const contributionSchema: z.ZodType<Contribution> = z.strictObject({
  owner: z.string().min(1),
  domain: hostnameSchema,
  rules: z.array(edgeRuleSchema),
});
