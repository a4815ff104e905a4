import * as z from "zod";
import { slugSchema } from "./common.ts";

export const alertsSchema = z.strictObject({
  channels: z
    .array(slugSchema)
    .min(1, { error: "at least one alert channel of the account" })
    .describe("names of alert channels of the account; a second one helps on the day when the first does not"),
});

export type AlertsConfig = z.output<typeof alertsSchema>;
