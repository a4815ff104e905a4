import { canonicalText, isObject, type JsonObject, listAt, objectAt, sha256Hex, textAt } from "../json.ts";
import type { LedgerEntry } from "../ledger/ledger.ts";
import { ownerOfRule } from "../names.ts";
import { refusal } from "../refusal.ts";
import { parseConfig } from "../terraform/work-folder.ts";

export interface StackContent {
  readonly stack: string;
  /** Text of cdk.tf.json. */
  readonly config: string;
  /** A launch's share of its zone. */
  readonly onlyRefsOf?: string | null | undefined;
}

/**
 * What a target's own configuration says, whatever state it meets: the digest is the same for a run and for the way back to it. A launch's
 * share of the zone is its own rules; a zone's share is everything but the launches' rules.
 */
export function configDigest(target: string, stacks: readonly StackContent[]): string {
  const isZone = target.startsWith("zone/");
  const contents = stacks.map(({ stack, config, onlyRefsOf }) => {
    const parsed = parseConfig(config, stack);
    if (typeof onlyRefsOf === "string") return { stack, rules: rulesets(parsed, (owner) => owner === onlyRefsOf) };
    const { "//": _comment, terraform: _terraform, import: _import, moved: _moved, removed: _removed, ...rest } = parsed;
    if (!isZone) return { stack, config: rest };
    const { cloudflare_ruleset: _rulesets, ...resource } = objectAt(rest, "resource");
    return { stack, config: { ...rest, resource }, rules: rulesets(parsed, (owner) => owner === "zone") };
  });
  const inOrder = contents.toSorted((one, other) => (one.stack < other.stack ? -1 : 1));
  return sha256Hex(canonicalText({ target, stacks: inOrder }));
}

function rulesets(config: JsonObject, isWanted: (owner: string) => boolean): Readonly<Record<string, readonly unknown[]>> {
  const all = Object.entries(objectAt(objectAt(config, "resource"), "cloudflare_ruleset")).filter(([, each]) => isObject(each));
  return Object.fromEntries(
    all.flatMap(([, ruleset]) => {
      const rules = listAt(ruleset, "rules").filter((rule) => isWanted(ownerOfRule(textAt(rule, "ref") ?? "")));
      return rules.length === 0 ? [] : [[textAt(ruleset, "phase") ?? "", rules]];
    }),
  );
}

export interface Quarantine {
  readonly configDigest: string;
  /** The run that held the content and was rolled back. */
  readonly run: string;
  readonly reason: string;
}

/** The quarantine that holds for this content. It ends when the content is applied again, which takes a reason and an approval. */
export function quarantineOf(entries: readonly LedgerEntry[], target: string, digest: string): Quarantine | undefined {
  const last = entries.findLast(
    (entry) =>
      entry.kind === "applied" && entry.target === target && (entry.configDigest === digest || entry.quarantined?.configDigest === digest),
  );
  return last?.kind === "applied" && last.configDigest !== digest && last.quarantined !== null ? last.quarantined : undefined;
}

/** @throws SlipwayError kind "refused", code CONTENT_QUARANTINED */
export function refuseQuarantined(target: string, found: Quarantine): never {
  throw refusal(
    "CONTENT_QUARANTINED",
    target,
    "content that was not rolled back as bad",
    `that of ${found.run} (${found.reason})`,
    'change it, or plan with --reintroduce --reason "why it is good now"',
  );
}
