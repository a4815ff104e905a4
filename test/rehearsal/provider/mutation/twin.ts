import { fromPlain } from "../../../../rehearsal/protocol/codec.ts";
import type { Check, Rules } from "../../../../rehearsal/rules/rule.ts";
import type { Body } from "../../../../rehearsal/schema/types.ts";
import { type Complaint, checkConfig } from "../../../../rehearsal/validate.ts";
import type { PlainObject } from "../../../../rehearsal/value.ts";
import {
  attributeAt,
  type Config,
  MAP_KEY,
  type Place,
  placeOf,
  relative,
  rulePathOf,
  rulesAt,
  shown,
  valueAt,
  withValue,
} from "./place.ts";
import { sample } from "./sample.ts";

const MAX_REPAIRS = 20;

export function complaintsOf(body: Body, rules: Rules, config: Config): Complaint[] {
  // JSON by construction
  return checkConfig(body, rules, fromPlain(body, config as PlainObject));
}

/** The smallest configuration that nothing is refused in. */
export function minimal(body: Body, rules: Rules): Config {
  const required = Object.entries(body.attributes).filter(([, attribute]) => attribute.required);
  return repaired(body, rules, Object.fromEntries(required.map(([name, attribute]) => [name, sample(attribute, rules, name)])), []);
}

/** The smallest one in which an attribute has a value. */
export function twinWith(body: Body, rules: Rules, rulePath: string): Config {
  const place = placeOf(body, rulePath);
  return repaired(body, rules, withPlace(body, rules, minimal(body, rules), place), place);
}

/** The configuration with a sample at the place, its parents included. */
export function withPlace(body: Body, rules: Rules, config: Config, place: Place): Config {
  return place.reduce<Config>((all, _, index) => {
    const here = place.slice(0, index + 1);
    if (typeof here.at(-1) === "number" || here.at(-1) === MAP_KEY || valueAt(all, here) !== null) return all;
    const path = rulePathOf(here);
    return withValue(all, here, sample(attributeAt(body, path), rules, path));
  }, config);
}

/** Sets and removes what the checks ask for, one after the other, without touching the place that it is about. */
export function repaired(body: Body, rules: Rules, config: Config, wanted: Place): Config {
  let current = config;
  for (let round = 0; round < MAX_REPAIRS; round += 1) {
    const [complaint] = complaintsOf(body, rules, current);
    if (complaint === undefined) return current;
    current = repair(body, rules, current, placeIn(complaint.path), wanted, round);
  }
  throw new Error(`no valid twin for ${shown(wanted)}: ${JSON.stringify(complaintsOf(body, rules, current))}`);
}

function repair(body: Body, rules: Rules, config: Config, place: Place, wanted: Place, round: number): Config {
  const checks = rulesAt(rules, place).checks ?? [];
  const broken = checks.find((check) => isBroken(body, config, place, check));
  if (broken === undefined) throw new Error(`cannot repair ${shown(place)} of ${JSON.stringify(config)}`);
  switch (broken.kind) {
    case "onlyWhen":
      return withValue(
        withPlace(body, rules, config, relative(body, place, broken.path)),
        relative(body, place, broken.path),
        broken.values[0] ?? null,
      );
    case "neededWhen":
      return withPlace(body, rules, config, place);
    case "requires":
      return broken.paths.reduce((all, path) => withPlace(body, rules, all, relative(body, place, path)), config);
    case "conflictsWith":
    case "exactlyOneWith":
    case "atLeastOneWith": {
      const others = broken.paths.map((path) => relative(body, place, path));
      const candidates = [place, ...others];
      // one of them may conflict with something else, so each gets its turn
      if (candidates.every((each) => valueAt(config, each) === null))
        return withPlace(body, rules, config, candidates[Math.floor(round / 2) % candidates.length] ?? place);
      const mine = startsWith(wanted, place);
      return (mine ? others : [place]).reduce((all, other) => withValue(all, other, null), config);
    }
    default:
      throw new Error(`the sample at ${shown(place)} is none: ${JSON.stringify(config)}`);
  }
}

/** Does a check about neighbours not hold? Those about the value alone hold by construction. */
function isBroken(body: Body, config: Config, place: Place, check: Check): boolean {
  const isSet = valueAt(config, place) !== null;
  const at = (path: string) => valueAt(config, relative(body, place, path));
  const count = "paths" in check ? check.paths.filter((path) => at(path) !== null).length : 0;
  switch (check.kind) {
    case "onlyWhen":
      return isSet && !check.values.some((value) => value === at(check.path));
    case "neededWhen":
      return !isSet && check.values.some((value) => value === at(check.path));
    case "requires":
      return isSet && count < check.paths.length;
    case "conflictsWith":
      return isSet && count > 0;
    case "exactlyOneWith":
      return count + (isSet ? 1 : 0) !== 1;
    case "atLeastOneWith":
      return !isSet && count === 0;
    default:
      return false;
  }
}

function startsWith(place: Place, start: Place): boolean {
  return start.every((step, index) => place[index] === step);
}

function placeIn(path: string): Place {
  return [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, key, index, name]) => key ?? (index === undefined ? (name ?? "") : Number(index)),
  );
}
