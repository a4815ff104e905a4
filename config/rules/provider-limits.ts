import { MAX_EXPRESSION_LENGTH, MAX_RECORD_BYTES } from "../../edge/plan-limits.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import { txtWireBytes } from "../../mail/txt.ts";
import type { Model, RecordModel } from "../model.ts";
import { environmentTarget } from "../names.ts";
import type { PlacedRecord } from "./placed-records.ts";
import { mistake, type World } from "./world.ts";

/** Source: RFC 1035 section 2.3.4, without the root's dot. */
const MAX_NAME_LENGTH = 253;

/**
 * What Cloudflare refuses whatever the plan, where the length only shows once everything is spelled out: an apply would fail half-way.
 */
export function providerLimits(world: World, model: Model, records: readonly PlacedRecord[]): SlipwayError[] {
  return [...expressionLengths(world, model), ...records.flatMap(recordLengths)];
}

function expressionLengths({ environments }: World, model: Model): SlipwayError[] {
  return environments.flatMap((environment) => {
    const rules = model.environments.get(environmentTarget(environment.launch.name, environment.name))?.contribution.rules ?? [];
    return rules
      .filter(({ expression }) => expression.length > MAX_EXPRESSION_LENGTH)
      .map(({ ref, expression }) =>
        mistake(environment, ["hosts"], {
          code: "RULE_EXPRESSION_TOO_LONG",
          expected: `hosts, routes and address ranges that fit into ${MAX_EXPRESSION_LENGTH} characters of a rule`,
          got: `${expression.length} characters for ${ref}`,
          fix: fixFor(ref),
        }),
      );
  });
}

/** By what the rule is made of. */
function fixFor(ref: string): string {
  if (/--unknown-paths(-|$)/.test(ref))
    return 'shorten paths or fold them into patterns with {name}, spread them over two hosts, or set unknownPaths to "pass"';
  if (/--foreign-origin-/.test(ref)) return "fold paths into patterns with {name}, or spread them over two hosts";
  if (/--(hygiene|waf-)/.test(ref)) return "block fewer paths, or split the rule in two";
  return "merge neighbouring ranges, or spread the hosts over two launches";
}

function recordLengths({ record, place, source }: PlacedRecord): SlipwayError[] {
  const field = source !== "mail" ? [] : record.key === "mail-dmarc" ? ["dmarc"] : ["senders"];
  const fix = source === "mail" ? "list fewer mailboxes or senders, or use shorter names" : "shorten it, or spread it over several records";
  return tooLong(record).map(({ expected, got }) => mistake(place, field, { code: "DNS_RECORD_TOO_LONG", expected, got, fix }));
}

function tooLong({ name, type, content }: RecordModel): { readonly expected: string; readonly got: string }[] {
  const bytes = type === "TXT" ? txtWireBytes(content) : 0;
  return [
    ...(bytes > MAX_RECORD_BYTES ? [{ expected: `TXT at ${name} of at most ${MAX_RECORD_BYTES} bytes`, got: `${bytes} bytes` }] : []),
    ...(name.length > MAX_NAME_LENGTH
      ? [{ expected: `record names of at most ${MAX_NAME_LENGTH} characters`, got: `${name.length} characters` }]
      : []),
  ];
}
