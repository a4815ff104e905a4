import { SlipwayError } from "../../../errors/slipway-error.ts";
import { ProcessGone } from "./fault.ts";
import type { Ending } from "./ground.ts";
import type { Desk } from "./launches.ts";
import { perform } from "./perform.ts";
import type { Work } from "./sequence.ts";

/** What a command comes to; anything that is neither an end nor a refusal is a bug and thrown. */
export async function endingOf(desk: Desk, work: Work, isAlive: () => boolean = () => true): Promise<Ending> {
  try {
    return { outcome: { kind: "done" }, done: await perform(desk, work) };
  } catch (error) {
    if (!isAlive() || error instanceof ProcessGone) return { outcome: { kind: "gone" } };
    if (error instanceof SlipwayError && isExpected(error.parts.kind)) {
      return { outcome: { kind: error.parts.kind, code: error.parts.code } };
    }
    throw error;
  }
}

function isExpected(kind: string): kind is "refused" | "provider" | "undecided" {
  return kind === "refused" || kind === "provider" || kind === "undecided";
}
