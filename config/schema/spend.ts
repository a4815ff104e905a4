import * as z from "zod";
import { monthlyUsdSchema } from "./account-parts.ts";
import { personIdSchema, slugSchema } from "./common.ts";

export const spendSchema = z
  .strictObject({
    monthlyUsd: monthlyUsdSchema.describe("what the environment may cost at AWS a month, in US dollars"),
    channel: slugSchema.describe("alert channel of the account that hears of it"),
    llm: z
      .strictObject({
        provider: slugSchema.describe("who serves the model; `bedrock` is AWS itself"),
        monthlyCapUsd: monthlyUsdSchema.describe("what its models may cost a month, in US dollars"),
        attested: z
          .strictObject({
            by: personIdSchema.describe("who set the cap at the provider and saw it there"),
            on: z.iso.date({ error: "a day such as 2026-11-26" }),
            evidence: z.string().min(10).max(500).describe("where that can be seen, such as the page of the provider's console"),
          })
          .optional()
          .describe("that the provider itself stops at the cap; no provider of models can be asked by Slipway"),
      })
      .optional(),
  })
  .describe("what it may cost, and who hears of it in time");
