import { parseConfigs } from "../../config/parse.ts";
import { resolve } from "../../config/resolve.ts";
import { STAGES, type Stage } from "../../config/stage.ts";
import { appliedStages } from "../../stacks/contributions.ts";
import { renderStack } from "../../stacks/render.ts";
import { changed } from "../config/change.ts";

const TARGET = "chatbot/production";

type Resources = Record<string, Record<string, { readonly depends_on?: readonly string[] }>>;

function resourcesAt(stage: Stage): Resources {
  const parsed = parseConfigs(changed({}));
  if (!parsed.ok) throw new Error("real configs do not parse");
  const model = resolve(parsed.configs, { stages: new Map([[TARGET, stage]]) });
  const environment = model.environments.get(TARGET);
  if (environment === undefined) throw new Error("no environment");
  const config: { resource?: Resources } = JSON.parse(renderStack({ kind: "launch", environment, account: model.account.account }));
  return config.resource ?? {};
}

function addressesAt(stage: Stage): string[] {
  return Object.entries(resourcesAt(stage)).flatMap(([type, names]) => Object.keys(names).map((name) => `${type}.${name}`));
}

const [slots, prepare, live] = STAGES.map(addressesAt);

it("makes nothing but places for secrets first", () => {
  expect(slots).not.toEqual([]);
  expect(slots?.filter((address) => !/^aws_(secretsmanager|kms)_/.test(address))).toEqual([]);
});

it("never turns a preview into what serves the public", () => {
  const facesPublic = (address: string) => /^cloudflare_(dns_record|zero_trust_access_)/.test(address);
  expect(prepare?.filter(facesPublic)).toHaveLength(live?.filter(facesPublic).length ?? 0);
  expect(prepare?.filter((address) => facesPublic(address) && live?.includes(address))).toEqual([]);
});

it("keeps everything else from one stage to the next", () => {
  const others = (addresses: readonly string[] = []) => addresses.filter((address) => !/^cloudflare_/.test(address)).sort();
  expect(slots?.filter((address) => !prepare?.includes(address))).toEqual([]);
  expect(others(prepare)).toEqual(others(live));
});

it.each(["prepare", "live"] as const)("has nobody watch a name of stage %s before it is there", (stage) => {
  const resources = resourcesAt(stage);
  const names = Object.keys(resources.cloudflare_dns_record ?? {}).map((name) => `cloudflare_dns_record.${name}`);
  expect(names.length).toBeGreaterThan(4);
  const checks = Object.values(resources.aws_route53_health_check ?? {});
  expect(checks.length).toBeGreaterThan(0);
  for (const check of checks) expect(check.depends_on).toEqual(expect.arrayContaining(names));
});

it("takes how far an environment has come from what it has applied; from before there were stages, it is live", () => {
  const parsed = parseConfigs(changed({}));
  if (!parsed.ok) throw new Error("real configs do not parse");
  const model = resolve(parsed.configs);
  const applied = { owner: "chatbot--production", domain: "opsdesk.example", rules: [] };
  expect(appliedStages(model, [{ ...applied, stage: "prepare" }])).toEqual(new Map([[TARGET, "prepare"]]));
  expect(appliedStages(model, [applied])).toEqual(new Map());
  expect(appliedStages(model, [{ ...applied, owner: "shop--production", stage: "slots" }])).toEqual(new Map());
});
