import type * as z from "zod";
import type { SlipwayError } from "../errors/slipway-error.ts";
import { checkHygiene } from "./parse/hygiene.ts";
import { issueErrors } from "./parse/issues.ts";
import { salvage } from "./parse/salvage.ts";
import type { RawConfig, RawConfigs } from "./raw.ts";
import { type AccountConfig, accountSchema } from "./schema/account.ts";
import { type AdoptedConfig, adoptedSchema } from "./schema/adopted.ts";
import { type LaunchConfig, launchSchema } from "./schema/launch.ts";
import { type ZoneConfig, zoneSchema } from "./schema/zone.ts";

export type { RawConfig, RawConfigs };

/** A checked config and the file that it comes from, for messages. */
export interface Sourced<T> {
  readonly file: string;
  readonly config: T;
}

/** Every config, with defaults filled in. What stands in one file alone is right; the rules judge how files fit together. */
export interface Configs {
  readonly account: Sourced<AccountConfig>;
  readonly zones: readonly Sourced<ZoneConfig>[];
  readonly launches: readonly Sourced<LaunchConfig>[];
  readonly adopted: readonly Sourced<AdoptedConfig>[];
  /** Modules of worker targets, by file name. */
  readonly workers: ReadonlyMap<string, string>;
}

export function workersOf({ workers = [] }: RawConfigs): Configs["workers"] {
  return new Map(workers.map(({ name, content }) => [name, content]));
}

export type Parsed<T> =
  | { readonly ok: true; readonly source: Sourced<T> }
  | { readonly ok: false; readonly errors: readonly SlipwayError[]; readonly salvaged?: SalvagedSource<T> };

/** What is right in a file that has mistakes; only for looking on, never to be planned from. */
export interface SalvagedSource<T> {
  readonly source: Sourced<T>;
  readonly isTrue: (error: SlipwayError) => boolean;
}

/** Every file by itself, right or wrong. */
export interface ParsedFiles {
  readonly account: Parsed<AccountConfig>;
  readonly zones: readonly Parsed<ZoneConfig>[];
  readonly launches: readonly Parsed<LaunchConfig>[];
  readonly adopted: readonly Parsed<AdoptedConfig>[];
  readonly errors: readonly SlipwayError[];
}

export function parseFiles(raw: RawConfigs): ParsedFiles {
  const account = parseAccount(raw.account);
  const zones = raw.zones.map(parseZone);
  const launches = raw.launches.map(parseLaunch);
  const adopted = (raw.adopted ?? []).map(parseAdopted);
  const errors = [account, ...zones, ...launches, ...adopted].flatMap((parsed) => (parsed.ok ? [] : parsed.errors));
  return { account, zones, launches, adopted, errors };
}

/** Turns untrusted data into configs, or into every reason why it is none. Pure: no file, no clock, no network. */
export function parseConfigs(
  raw: RawConfigs,
): { readonly ok: true; readonly configs: Configs } | { readonly ok: false; readonly errors: readonly SlipwayError[] } {
  const { account, zones, launches, adopted, errors } = parseFiles(raw);
  if (!account.ok || errors.length > 0) return { ok: false, errors };
  const sources = { account: account.source, zones: sourcesOf(zones), launches: sourcesOf(launches), adopted: sourcesOf(adopted) };
  return { ok: true, configs: { ...sources, workers: workersOf(raw) } };
}

export function parseAccount(raw: RawConfig): Parsed<AccountConfig> {
  return parse(accountSchema, raw);
}

export function parseZone(raw: RawConfig): Parsed<ZoneConfig> {
  return parse(zoneSchema, raw);
}

export function parseLaunch(raw: RawConfig): Parsed<LaunchConfig> {
  return parse(launchSchema, raw);
}

/** What somebody else wrote at the vendor may hold any character; it is shown escaped and written back as it was. */
export function parseAdopted(raw: RawConfig): Parsed<AdoptedConfig> {
  return parse(adoptedSchema, raw, (error) => error.parts.code !== "CONFIG_HIDDEN_CHARACTER");
}

export function sourcesOf<T>(parsed: readonly Parsed<T>[]): Sourced<T>[] {
  return parsed.flatMap((each) => (each.ok ? [each.source] : []));
}

function parse<S extends z.ZodType>(
  schema: S,
  { file, data }: RawConfig,
  matters: (error: SlipwayError) => boolean = () => true,
): Parsed<z.output<S>> {
  const dirt = checkHygiene(file, data).filter(matters);
  // data that may poison or drown the parser is not shown to it
  if (dirt.some((error) => error.parts.code !== "CONFIG_HIDDEN_CHARACTER")) return { ok: false, errors: dirt };
  const parsed = schema.safeParse(data);
  if (parsed.success) return dirt.length > 0 ? { ok: false, errors: dirt } : { ok: true, source: { file, config: parsed.data } };
  const places = new Set(dirt.map((error) => error.parts.where));
  const issues = issueErrors({ file, data, schema, issues: parsed.error.issues }).filter((error) => !places.has(error.parts.where));
  const rest = salvage(schema, file, data);
  const salvaged = rest === undefined ? {} : { salvaged: { source: { file, config: rest.config }, isTrue: rest.isTrue } };
  return { ok: false, errors: [...dirt, ...issues], ...salvaged };
}
