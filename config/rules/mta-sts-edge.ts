import { fromCloudflare } from "../../edge/from-cloudflare.ts";
import { type EdgeRequest, fieldsOf } from "../../edge/request.ts";
import type { EdgeRule } from "../../edge/rule.ts";
import { matches, type PhaseRules, rulesOf } from "../../edge/rule-match.ts";
import { simulate } from "../../edge/simulate.ts";
import { SlipwayError, SlipwayErrors } from "../../errors/slipway-error.ts";
import { POLICY_PATH, policyHost } from "../../mail/mta-sts/policy.ts";
import type { Model, RulesetModel } from "../model.ts";
import { zoneTarget } from "../names.ts";
import type { Sourced } from "../parse.ts";
import type { ZoneConfig } from "../schema/zone.ts";
import type { Found } from "./mail-texts.ts";
import { mistake, type Place, type World } from "./world.ts";

// Mail servers fetch a policy as programs do, and follow no redirect: whatever the edge puts in between makes the domain one without a policy.

/** Every rule and setting of a zone that a fetch of its policy would meet, whoever wrote it. */
export function policyAtEdge({ configs, hostsByName }: World, model: Model): Found {
  const found = configs.zones.map((zone): Found => {
    const { mtaSts } = zone.config.mail;
    if (mtaSts === undefined) return { errors: [], warnings: [] };
    if (mtaSts.proxied) return throughEdge(zone, model.zones.get(zoneTarget(zone.config.domain))?.rulesets ?? []);
    const isProxied = hostsByName.has(mtaSts.policyHostedAt) || proxiedNames(model).has(mtaSts.policyHostedAt);
    return { errors: isProxied ? [unserved(zone, mtaSts.policyHostedAt)] : [], warnings: [] };
  });
  return { errors: found.flatMap(({ errors }) => errors), warnings: found.flatMap(({ warnings }) => warnings) };
}

function throughEdge(zone: Sourced<ZoneConfig>, rulesets: readonly RulesetModel[]): Found {
  const { config, file } = zone;
  const request: EdgeRequest = {
    method: "GET",
    url: `https://${policyHost(config.domain)}${POLICY_PATH}`,
    sourceAddress: "192.0.2.25",
    headers: { host: policyHost(config.domain) },
  };
  const { readable, unclear } = asked(rulesets, request);
  const blocked = (place: Place, got: string): SlipwayError =>
    mistake(place, [], {
      code: "MTA_STS_BLOCKED",
      expected: `an edge that hands ${request.url} to mail servers as it is`,
      got,
      fix: "leave the host out of the rule, or set mail.mtaSts.proxied to false",
    });
  const place = { file, path: ["mail", "mtaSts"] };
  return {
    errors: met(request, readable).map((got) => blocked(place, got)),
    warnings: [
      ...unclear.map((ref) => blocked(place, `the rule ${ref}, of which nobody can tell what it does to them`)),
      ...odd(config).map(({ path, got }) => blocked({ file, path }, got)),
    ],
  };
}

/** Programs that tell little of themselves, and old ones. */
function odd({ settings, tls }: ZoneConfig): { readonly path: readonly string[]; readonly got: string }[] {
  return [
    ...(settings.browserCheck
      ? [{ path: ["settings", "browserCheck"], got: "true, which refuses programs that do not name themselves as browsers do" }]
      : []),
    ...(tls.minVersion === "1.3" ? [{ path: ["tls", "minVersion"], got: '"1.3", which many mail servers do not speak yet' }] : []),
  ];
}

/** What each phase would do, in words. */
function met(request: EdgeRequest, rulesets: readonly PhaseRules[]): string[] {
  const outcome = simulate(request, rulesets, { nowSeconds: 0, counters: new Map() });
  const verdict =
    outcome.kind === "forward" ? [] : [`the rule ${outcome.ref}, which answers with a ${outcome.kind} (${outcome.statusCode})`];
  const fields = fieldsOf(request);
  const matching = <P extends EdgeRule["phase"]>(phase: P) => rulesOf(rulesets, phase).filter((rule) => matches(rule, fields));
  return [
    ...verdict,
    ...matching("http_ratelimit").map(({ ref }) => `the rule ${ref}, which counts them and stops them beyond its limit`),
    ...matching("http_request_cache_settings")
      .filter(({ cache, edgeTtlSeconds }) => cache && edgeTtlSeconds !== 0)
      .map(({ ref }) => `the rule ${ref}, which goes on to answer with an old policy after the record has announced a new one`),
    ...matching("http_response_headers_transform")
      .filter(({ headers }) => Object.keys(headers).some((name) => name.toLowerCase() === "content-type"))
      .map(({ ref }) => `the rule ${ref}, which changes the content type`),
  ];
}

/** Rules that this request decides; and those that look at something else, or that nobody here can read. */
function asked(
  rulesets: readonly RulesetModel[],
  request: EdgeRequest,
): { readonly readable: readonly PhaseRules[]; readonly unclear: readonly string[] } {
  const fields = fieldsOf(request);
  const unclear: string[] = [];
  const readable = rulesets.flatMap(({ phase, adopted = [], rules }): PhaseRules[] => {
    const foreign = adopted.flatMap((rule) =>
      orNothing(() => fromCloudflare({ phase, rules: [rule] }, "adopted").rules, rule.ref, unclear),
    );
    const decided = [...foreign, ...rules].filter((rule) => orNothing(() => [matches(rule, fields)], rule.ref, unclear).length > 0);
    return [{ phase, rules: decided }];
  });
  return { readable, unclear };
}

function orNothing<T>(read: () => readonly T[], ref: string, unclear: string[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SlipwayError || error instanceof SlipwayErrors)) throw error;
    unclear.push(ref);
    return [];
  }
}

function proxiedNames(model: Model): ReadonlySet<string> {
  const records = [
    ...[...model.zones.values()].flatMap(({ base }) => base.records),
    ...[...model.environments.values()].flatMap((each) => each.records),
  ];
  return new Set(records.filter(({ proxied }) => proxied).map(({ name }) => name));
}

/** Source: developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1001 (checked 2026-11-22). */
function unserved({ file, config }: Sourced<ZoneConfig>, host: string): SlipwayError {
  return mistake({ file, path: ["mail", "mtaSts", "policyHostedAt"] }, [], {
    code: "MTA_STS_BLOCKED",
    expected: `a host that answers for ${policyHost(config.domain)} itself`,
    got: `${host}, which is proxied: the edge knows no host ${policyHost(config.domain)} while its own record is DNS-only`,
    fix: "set mail.mtaSts.proxied to true, or name a host outside the edge",
  });
}
