import { canonicalText } from "../json.ts";
import { type RunRecord, readFacts } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import type { StackOutcome } from "./ledger.ts";

/** What the zone and its neighbours may rely on is what reached the world, so a contribution counts once its zone stack is applied. */
export async function recordFacts(store: RunStore, record: RunRecord, outcomes: readonly StackOutcome[]): Promise<void> {
  const stands = (stack: string): boolean =>
    outcomes.some((each) => each.stack === stack && (each.outcome === "applied" || each.outcome === "unchanged"));
  const facts = await readFacts(store, record);
  const zoneStacks = record.stacks.filter(({ onlyRefsOf }) => onlyRefsOf !== null);
  const carriers = zoneStacks.length > 0 ? zoneStacks : record.stacks;
  if (!carriers.every(({ stack }) => stands(stack))) return;
  if (facts.contribution !== undefined) {
    const { domain, owner } = facts.contribution;
    await store.write(`contributions/${domain}/${owner}.json`, `${canonicalText(facts.contribution)}\n`);
  }
  if (facts.leavesZone !== undefined) await store.remove(`zones/${facts.leavesZone}.json`);
  if (facts.zoneBase !== undefined) await store.write(`zones/${facts.zoneBase.zone.domain}.json`, `${canonicalText(facts.zoneBase)}\n`);
}
