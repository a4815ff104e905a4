import type { PlanConsent } from "../launch/plan.ts";
import { type CommandOption, flagOption, type OptionValues, textOption } from "./command.ts";

/** What a planner may step over, each with a reason that the review shows first. */
export const CONSENT_OPTIONS: readonly CommandOption[] = [
  { flags: "--reintroduce", description: "plan content that was rolled back as bad; needs --reason" },
  { flags: "--accept-foreign-state", description: "plan on a state that somebody changed outside; needs --reason" },
  { flags: "--accept-incomplete", description: "plan although terraform leaves changes for another plan; needs --reason" },
  {
    flags: "--accept-unproven-mail",
    description: "enforce DMARC although no message has proven each sender; needs --reason",
  },
  { flags: "--reason <text>", description: "why; it stands in the review, in the record and in the approval" },
];

export function consentOf(options: OptionValues): PlanConsent | undefined {
  const [reintroduce, foreignState] = [flagOption(options, "reintroduce"), flagOption(options, "acceptForeignState")];
  const incomplete = flagOption(options, "acceptIncomplete");
  const unprovenMail = flagOption(options, "acceptUnprovenMail");
  if (!reintroduce && !foreignState && !incomplete && !unprovenMail) return undefined;
  return { reintroduce, foreignState, incomplete, unprovenMail, reason: textOption(options, "reason") ?? "" };
}
