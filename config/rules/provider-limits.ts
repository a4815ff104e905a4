import { MAX_EXPRESSION_LENGTH } from "../../edge/plan-limits.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import { parseTxt } from "../../mail/txt.ts";
import type { Model, RecordModel } from "../model.ts";
import { environmentTarget, zoneTarget } from "../names.ts";
import { mistake, type World } from "./world.ts";

/** Source: developers.cloudflare.com/dns/manage-dns-records/reference/dns-record-types, TXT (checked 2026-11-22). */
const MAX_TXT_BYTES = 2048;

/** Source: RFC 1035 section 2.3.4, without the root's dot. */
const MAX_NAME_LENGTH = 253;

/**
 * What Cloudflare refuses whatever the plan, where the length only shows once everything is spelled out: an apply would fail half-way.
 */
export function providerLimits(world: World, model: Model): SlipwayError[] {
  return [...expressionLengths(world, model), ...recordLengths(world, model)];
}

function expressionLengths({ environments }: World, model: Model): SlipwayError[] {
  return environments.flatMap((environment) => {
    const rules = model.environments.get(environmentTarget(environment.launch.name, environment.name))?.contribution.rules ?? [];
    return rules
      .filter(({ expression }) => expression.length > MAX_EXPRESSION_LENGTH)
      .map(({ ref, expression }) =>
        mistake(environment, ["hosts"], {
          code: "RULE_EXPRESSION_TOO_LONG",
          expected: `hosts and address ranges that fit into ${MAX_EXPRESSION_LENGTH} characters of a rule`,
          got: `${expression.length} characters for ${ref}`,
          fix: "merge neighbouring ranges, or spread the hosts over two launches",
        }),
      );
  });
}

function recordLengths({ configs }: World, model: Model): SlipwayError[] {
  return configs.zones.flatMap(({ file, config }) => {
    const records = model.zones.get(zoneTarget(config.domain))?.base.records ?? [];
    return records.flatMap((record) =>
      tooLong(record).map(({ expected, got }) =>
        mistake({ file, path: ["mail"] }, [record.key === "mail-dmarc" ? "dmarc" : "senders"], {
          code: "DNS_RECORD_TOO_LONG",
          expected,
          got,
          fix: "list fewer mailboxes or senders, or use shorter names",
        }),
      ),
    );
  });
}

function tooLong({ name, type, content }: RecordModel): { readonly expected: string; readonly got: string }[] {
  const bytes = type === "TXT" ? Buffer.byteLength(parseTxt(content) ?? content, "utf8") : 0;
  return [
    ...(bytes > MAX_TXT_BYTES ? [{ expected: `TXT at ${name} of at most ${MAX_TXT_BYTES} bytes`, got: `${bytes} bytes` }] : []),
    ...(name.length > MAX_NAME_LENGTH
      ? [{ expected: `record names of at most ${MAX_NAME_LENGTH} characters`, got: `${name.length} characters` }]
      : []),
  ];
}
