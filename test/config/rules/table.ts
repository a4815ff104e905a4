import { checkConfigs } from "../../../config/check.ts";
import { type Change, changed } from "../change.ts";

export interface RuleCase {
  readonly why: string;
  /** What makes the real configs wrong. */
  readonly bad: Change;
  /** `CODE place`, one for each error or warning that the change brings. */
  readonly found: readonly string[];
  /** The nearest change that is right. */
  readonly good: Change;
}

const LAUNCH = "config/launches/chatbot.ts: ";
const ZONE = "config/zones/opsdesk.example.ts: ";

/** What a change brings on top of the real configs, which have warnings of their own. Places are cut to their path. */
export function broughtBy(change: Change, kind: "errors" | "warnings"): string[] {
  const base = new Set(checkConfigs(changed({})).warnings.map(shown));
  return checkConfigs(changed(change))
    [kind].map(shown)
    .filter((each) => !base.has(each));
}

/** One test for each case: the change is found, its twin is not. */
export function testRules(kind: "errors" | "warnings", cases: readonly RuleCase[]): void {
  it.each(cases)("finds $why", ({ bad, found }) => {
    expect(broughtBy(bad, kind)).toEqual(found);
  });

  it.each(cases)("lets the nearest right config pass: $why", ({ good }) => {
    expect(broughtBy(good, kind)).toEqual([]);
  });
}

function shown({ parts }: { readonly parts: { readonly code: string; readonly where: string } }): string {
  return `${parts.code} ${parts.where.replace(LAUNCH, "").replace(ZONE, "")}`;
}
