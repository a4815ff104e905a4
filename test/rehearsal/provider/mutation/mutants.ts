import type { Check, Rules } from "../../../../rehearsal/rules/rule.ts";
import type { Body } from "../../../../rehearsal/schema/types.ts";
import {
  attributeAt,
  type Config,
  isSettable,
  type Place,
  placeOf,
  relative,
  rulePathOf,
  rulesAt,
  shown,
  valueAt,
  withValue,
} from "./place.ts";
import { bad } from "./sample.ts";
import { twinWith, withPlace } from "./twin.ts";

/** A configuration that one check must refuse, beside the one that it is made from. */
export interface Mutant {
  readonly type: string;
  /** Which check of which attribute. */
  readonly check: string;
  readonly twin: Config;
  readonly config: Config;
  /** Where the provider complains. */
  readonly path: string;
  readonly says: RegExp;
}

export interface Table {
  readonly type: string;
  readonly body: Body;
  readonly rules: Rules;
}

/** Every check that somebody's configuration can run into. */
export function checksOf({ rules, body }: Table): { readonly rulePath: string; readonly check: Check; readonly name: string }[] {
  return Object.entries(rules)
    .filter(([rulePath]) => isSettable(body, rulePath))
    .flatMap(([rulePath, { checks = [] }]) =>
      checks.map((check, index) => ({ rulePath, check, name: `${rulePath} ${index}: ${check.kind}` })),
    );
}

export function mutantsOf(table: Table): Mutant[] {
  return checksOf(table).flatMap(({ rulePath, check, name }) => {
    const place = placeOf(table.body, rulePath);
    const alone = twinWith(table.body, table.rules, rulePath);
    // what is compared with something needs the something
    const twin = check.kind === "sha256Of" ? withPlace(table.body, table.rules, alone, relative(table.body, place, check.path)) : alone;
    return broken(table, twin, place, check).map((config) => ({
      type: table.type,
      check: name,
      twin,
      config,
      path: shown(place),
      says: SAYS[check.kind],
    }));
  });
}

const SAYS: Readonly<Record<Check["kind"], RegExp>> = {
  oneOf: /^expected one of /,
  between: /^expected (at least )?-?[\d.]+/,
  divisibleBy: /multiple of/,
  length: /^expected a length of /,
  items: /^expected .* elements/,
  matches: /^expected /,
  json: /invalid JSON/,
  normalisedIp: /normalised/,
  boolOrTexts: /boolean or a list/,
  sha256Of: /SHA-256/,
  is: /^must be /,
  types: /of type/,
  whole: /whole number/,
  leftOut: /cannot be set/,
  jsonObject: /invalid JSON/,
  onlyWhen: /^can only be set if /,
  neededWhen: /^has to be set if /,
  conflictsWith: /^conflicts with /,
  exactlyOneWith: /^exactly one of /,
  atLeastOneWith: /^at least one of /,
  requires: /^must go with /,
  each: /^expected /,
  keys: /^expected /,
};

function broken({ body, rules }: Table, twin: Config, place: Place, check: Check): Config[] {
  const own = bad(check, attributeAt(body, rulePathOf(place)), valueAt(twin, place)).map((value) => withValue(twin, place, value));
  const other = (path: string) => relative(body, place, path);
  const without = (path: string) => withValue(twin, other(path), null);
  switch (check.kind) {
    case "onlyWhen":
      return [withValue(twin, other(check.path), foreignTo(rules, other(check.path), check.values))];
    case "neededWhen": {
      const at = other(check.path);
      return [withValue(withValue(withPlace(body, rules, twin, at), at, check.values[0]), place, null)];
    }
    case "conflictsWith":
      return check.paths.map((path) => withPlace(body, rules, twin, other(path)));
    case "exactlyOneWith":
      return [
        ...check.paths.map((path) => withPlace(body, rules, twin, other(path))),
        check.paths.reduce((all, path) => withValue(all, other(path), null), withValue(twin, place, null)),
      ];
    case "atLeastOneWith":
      return [check.paths.reduce((all, path) => withValue(all, other(path), null), withValue(twin, place, null))];
    case "requires":
      return check.paths.map(without);
    default:
      return own;
  }
}

/** A value that the other attribute may have, but not together with this one. */
function foreignTo(rules: Rules, place: Place, values: readonly (string | null)[]): unknown {
  const admitted = (rulesAt(rules, place).checks ?? []).flatMap((check) => (check.kind === "oneOf" ? check.values : []));
  return admitted.find((value) => !values.includes(String(value))) ?? null;
}
