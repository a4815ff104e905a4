import { SlipwayError } from "../errors/slipway-error.ts";
import { strayAdoptions, withAdopted } from "./adopted.ts";
import { readDnsLock } from "./dns-lock.ts";
import type { Model } from "./model.ts";
import { environmentTarget } from "./names.ts";
import { type Configs, type Parsed, parseFiles, type Sourced, sourcesOf, workersOf } from "./parse.ts";
import type { RawConfigs } from "./raw.ts";
import { resolve, resolveWorld } from "./resolve.ts";
import { apiShieldLimits } from "./rules/api-shield.ts";
import { emailRouting } from "./rules/email-routing.ts";
import { mailDns } from "./rules/mail-dns.ts";
import { policyAtEdge } from "./rules/mta-sts-edge.ts";
import { redirectsEnd } from "./rules/path-redirects.ts";
import { placedRecords } from "./rules/placed-records.ts";
import { planLimits } from "./rules/plan.ts";
import { previewNamesFree } from "./rules/previews.ts";
import { providerLimits } from "./rules/provider-limits.ts";
import { recordSets } from "./rules/record-sets.ts";
import { originsRevealed, recordTargets } from "./rules/record-targets.ts";
import { ERROR_RULES, WARNING_RULES } from "./rules/table.ts";
import { mistake, type WorldFacts, worldOf } from "./rules/world.ts";
import type { LaunchConfig } from "./schema/launch.ts";
import type { ZoneConfig } from "./schema/zone.ts";
import { EVERYTHING, environmentOfPath, placeOfError, type Scope, scopeOf } from "./scope.ts";
import type { Stages } from "./stage.ts";
import { type WatchReport, watchReportOf } from "./watch/report.ts";

export type { RawConfig, RawConfigs } from "./raw.ts";

export interface Checked {
  /** What makes the configs unusable, sorted by place. */
  readonly errors: readonly SlipwayError[];
  /** What is legal and perhaps meant, sorted by place. */
  readonly warnings: readonly SlipwayError[];
  /** There when nothing is wrong: everything live. */
  readonly model?: Model;
  /** There with the model: the same configs, each environment as far as it has come. */
  readonly modelAt?: (stages: Stages) => Model;
  /** There with the model: who notices what in each environment of it, by target, and how soon. */
  readonly watch?: () => ReadonlyMap<string, WatchReport>;
}

/**
 * Every mistake in one go, or the model. Pure: no file, no clock, no network.
 * @param now when given, says how old the DNS lock is
 * @param target leaves out mistakes that do not concern the target, its zone or the account; launches that have some of those are
 * left out of the model, with a warning
 */
export function checkConfigs(raw: RawConfigs, target?: string, now?: Date): Checked {
  const scope = target === undefined ? EVERYTHING : scopeOf(raw, target);
  if (!("covers" in scope)) return { errors: [scope], warnings: [] };
  const { configs, salvaged, errors: parseErrors, isTrue } = parseWhatIsRight(raw);
  const lock = readDnsLock(raw.lock);
  // without the lock, whatever mail rests on would be missing too
  if (lock instanceof SlipwayError) return failed([...parseErrors, lock], [], EVERYTHING);
  if (salvaged === undefined) return failed(parseErrors, [], scope);

  const facts = { lock, now };
  const { model, errors: ruleErrors, warnings } = judge(salvaged, raw.zones.length === salvaged.zones.length, facts);
  const errors = [...parseErrors, ...ruleErrors.filter(isTrue)];
  const own = errors.filter(scope.covers);
  if (own.length > 0 || configs === undefined) return failed(own, warnings, scope);
  if (errors.length === 0) return { errors: [], warnings: sorted(warnings.filter(scope.covers)), model, ...madeOf(configs, model) };

  const files = [raw.account, ...raw.zones, ...raw.launches, ...(raw.adopted ?? [])].map(({ file }) => file);
  const { rest, leftOut } = withoutBroken(configs, errors, files);
  const again = judge(rest, true, facts);
  const found = again.errors.filter(scope.covers);
  const told = [...again.warnings.filter(scope.covers), ...leftOut];
  return found.length > 0
    ? failed(found, told, EVERYTHING)
    : { errors: [], warnings: sorted(told), model: again.model, ...madeOf(rest, again.model) };
}

/** What few ask for, made when they do. */
function madeOf(configs: Configs, { environments }: Model): Required<Pick<Checked, "modelAt" | "watch">> {
  return {
    // every stage comes from configs that are right when all of it is live; what is more to a stage, the rules about previews say
    modelAt: (stages) => withAdopted(resolve(configs, { stages }), configs.adopted),
    watch: () =>
      new Map(
        worldOf(configs).environments.flatMap((place) => {
          const target = environmentTarget(place.launch.name, place.name);
          const model = environments.get(target);
          return model === undefined ? [] : [[target, watchReportOf(place, model.monitors, configs.account.config)] as const];
        }),
      ),
  };
}

interface Judgement {
  readonly model: Model;
  readonly errors: readonly SlipwayError[];
  readonly warnings: readonly SlipwayError[];
}

function judge(configs: Configs, allZonesParsed: boolean, facts: WorldFacts): Judgement {
  const world = worldOf(configs, facts);
  // a zone whose config is broken is not unknown
  const isTrue = (error: SlipwayError): boolean => allZonesParsed || error.parts.code !== "ZONE_UNKNOWN";
  const errors = ERROR_RULES.flatMap((rule) => rule(world)).filter(isTrue);
  const warnings = WARNING_RULES.flatMap((rule) => rule(world));
  const resolved = resolveWorld(world);
  const model = withAdopted(resolved.model, configs.adopted);
  const placed = [...placedRecords(world, model)];
  const together = placed.flatMap(([domain, records]) => [...recordSets(domain, records), ...recordTargets(domain, records)]);
  const revealed = placed.flatMap(([, records]) => originsRevealed(records));
  const limits = [
    ...previewNamesFree(
      world,
      placed.flatMap(([, records]) => records),
    ),
    ...redirectsEnd(world, model),
    ...planLimits(model, configs),
    ...apiShieldLimits(model, configs.zones),
    ...providerLimits(
      world,
      model,
      placed.flatMap(([, records]) => records),
    ),
  ];
  const mail = [mailDns(world, new Map(placed)), policyAtEdge(world, model), ...placed.map(([, records]) => emailRouting(records))];
  return {
    model,
    errors: [
      ...errors,
      ...resolved.errors,
      ...together,
      ...limits,
      ...mail.flatMap(({ errors }) => errors),
      ...strayAdoptions(model, configs.adopted),
    ],
    warnings: [...warnings, ...revealed, ...mail.flatMap(({ warnings }) => warnings)],
  };
}

/** The right files and, of the others, what is right in them, for as long as errors are looked for. */
function parseWhatIsRight(raw: RawConfigs): {
  readonly configs?: Configs;
  readonly salvaged?: Configs;
  readonly errors: readonly SlipwayError[];
  readonly isTrue: (error: SlipwayError) => boolean;
} {
  const { account, zones, launches, adopted, errors } = parseFiles(raw);
  const doubts = [account, ...zones, ...launches, ...adopted].flatMap((parsed) =>
    parsed.ok || parsed.salvaged === undefined ? [] : [parsed.salvaged.isTrue],
  );
  const isTrue = (error: SlipwayError): boolean => doubts.every((holds) => holds(error));
  const [whole] = restOf(account);
  if (whole === undefined) return { errors, isTrue };
  const shared = { adopted: sourcesOf(adopted), workers: workersOf(raw) };
  const salvaged = { account: whole, zones: zones.flatMap(restOf), launches: launches.flatMap(restOf), ...shared };
  if (!account.ok) return { salvaged, errors, isTrue };
  const configs = { account: account.source, zones: sourcesOf(zones), launches: sourcesOf(launches), ...shared };
  return { configs, salvaged, errors, isTrue };
}

function restOf<T>(parsed: Parsed<T>): Sourced<T>[] {
  return parsed.ok ? [parsed.source] : parsed.salvaged === undefined ? [] : [parsed.salvaged.source];
}

/** Takes out what has mistakes: a whole file, or one environment when the mistake lies within it. */
function withoutBroken(
  configs: Configs,
  errors: readonly SlipwayError[],
  files: readonly string[],
): { readonly rest: Configs; readonly leftOut: readonly SlipwayError[] } {
  const broken = new Map<string, Set<string | undefined>>();
  for (const error of errors) {
    const place = placeOfError(error, files);
    if (place === undefined) continue;
    const parts = broken.get(place.file) ?? new Set();
    parts.add(environmentOfPath(place.path));
    broken.set(place.file, parts);
  }
  const isWhole = <T>({ file }: Sourced<T>): boolean => broken.get(file)?.has(undefined) !== true;
  const zones = configs.zones.filter((zone: Sourced<ZoneConfig>) => !broken.has(zone.file));
  const domains = new Set(zones.map(({ config }) => config.domain));
  const launches = configs.launches.filter(isWhole).map(({ file, config }) => {
    const kept = Object.entries(config.environments).filter(
      ([name, { zone }]) => broken.get(file)?.has(name) !== true && domains.has(zone),
    );
    return { file, config: { ...config, environments: Object.fromEntries(kept) } satisfies LaunchConfig };
  });
  const leftOut = [...broken].map(([file, parts]) =>
    mistake({ file, path: [] }, [], {
      code: "CONFIG_LEFT_OUT",
      expected: "a config without mistakes",
      got: [...parts].map((part) => (part === undefined ? "some" : `some in ${part}`)).join(", "),
      fix: "run slipway check without a target to see them",
    }),
  );
  const adopted = configs.adopted.filter((each) => !broken.has(each.file));
  return { rest: { ...configs, zones, launches, adopted }, leftOut };
}

function failed(errors: readonly SlipwayError[], warnings: readonly SlipwayError[], scope: Scope): Checked {
  return { errors: sorted(errors.filter(scope.covers)), warnings: sorted(warnings.filter(scope.covers)) };
}

/** By place, then code: the same mistakes in the same order on every run. */
function sorted(errors: readonly SlipwayError[]): SlipwayError[] {
  const keyOf = ({ parts }: SlipwayError): string => `${parts.where}\n${parts.code}\n${parts.got}`;
  return errors
    .map((error) => ({ error, key: keyOf(error) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ error }) => error);
}
