import { checkConfigs } from "../../config/check.ts";
import { changed } from "./change.ts";
import { realConfigs } from "./real-configs.ts";

const found = (raw: ReturnType<typeof realConfigs>) =>
  checkConfigs(raw).errors.map(({ parts }) => `${parts.code} ${parts.where.split(": ")[1]}`);

it.each([
  {
    what: "a wrong value beside a broken rule",
    change: { launch: { "environments.staging.limits.login.requests": "ten", "environments.production.hosts.www.to": "www" } },
    says: ["CONFIG_VALUE environments.staging.limits.login.requests", "REDIRECT_LOOP environments.production.hosts.www.to"],
  },
  {
    what: "an unknown field beside a broken rule",
    change: { launch: { colour: "blue", "environments.production.hosts.www.to": "www" } },
    says: ["CONFIG_UNKNOWN_FIELD undefined", "REDIRECT_LOOP environments.production.hosts.www.to"],
  },
  {
    what: "a wrong value of the account beside a broken zone",
    change: { account: { "alertChannels.oncall.kind": "pigeon" }, zone: { "tls.mode": "off" } },
    says: ["CONFIG_VALUE alertChannels.oncall.kind", "TLS_MODE_INSECURE tls.mode"],
  },
])("tells $what", ({ change, says }) => {
  expect(found(changed(change)).sort()).toEqual(says.sort());
});

it("says nothing about what refers to a host that it could not read", () => {
  expect(found(changed({ launch: { "environments.production.hosts.api.kind": "apj" } }))).toEqual([
    "CONFIG_VALUE environments.production.hosts.api.kind",
  ]);
});

/** Every place of the configs that holds something. */
function placesIn(value: unknown, path: readonly string[] = []): string[][] {
  const below =
    typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key])) : [];
  return path.length === 0 ? below : [[...path], ...below];
}

const [zone] = realConfigs().zones;
const [launch] = realConfigs().launches;
const WRONG = { "no value of any field": true };

describe("one wrong value in right configs is one place to mend", () => {
  it.each(
    [
      ...placesIn(realConfigs().account.data).map((path) => ({ file: "account" as const, path })),
      ...placesIn(zone?.data).map((path) => ({ file: "zone" as const, path })),
      ...placesIn(launch?.data).map((path) => ({ file: "launch" as const, path })),
    ].map((each) => ({ ...each, at: each.path.join(".") })),
  )("$file $at", ({ file, path }) => {
    const raw = realConfigs();
    const data = { account: raw.account.data, zone: raw.zones[0]?.data, launch: raw.launches[0]?.data }[file];
    let parent: unknown = data;
    for (const part of path.slice(0, -1)) parent = Object(parent)[part];
    Object(parent)[path.at(-1) ?? ""] = WRONG;
    const codes = checkConfigs(raw).errors.map(({ parts }) => parts.code);
    expect(codes.length).toBeGreaterThan(0);
    // a request schema is free JSON to the parser; a rule reads it
    expect(codes.filter((code) => !code.startsWith("CONFIG_") && code !== "REQUEST_SCHEMA_UNUSABLE")).toEqual([]);
  });
});
