import { driftedResources } from "../../launch/drift.ts";
import { remainingWork } from "../../launch/terraform/plan-json.ts";
import { type ChangeFixture, plan, update } from "./plan-fixtures.ts";

const DNSSEC = "cloudflare_zone_dnssec";
const pending = { zone_id: "z", status: "pending", key_tag: 42, modified_on: "2026-11-25" };
const { key_tag: _tag, modified_on: _when, ...active } = { ...pending, status: "active" };

it.each<[string, ChangeFixture, readonly string[]]>([
  ["nothing while the parent zone lacks the DS record", update(DNSSEC, pending, active), []],
  ["a zone that somebody has switched off", update(DNSSEC, { ...pending, status: "disabled" }, active), [`${DNSSEC}.x`]],
  ["a zone that is to be switched off", update(DNSSEC, pending, { ...active, status: "disabled" }), [`${DNSSEC}.x`]],
  ["another attribute beside it", update(DNSSEC, pending, { ...active, dnssec_multi_signer: true }), [`${DNSSEC}.x`]],
  ["a zone whose signing would be made anew", { ...update(DNSSEC, pending, active), actions: ["delete", "create"] }, [`${DNSSEC}.x`]],
  ["a signing that is adopted", { ...update(DNSSEC, pending, active), change: { importing: { id: "z" } } }, [`${DNSSEC}.x`]],
  ["the same words of another type", update("cloudflare_certificate_pack", pending, active), ["cloudflare_certificate_pack.x"]],
])("leaves %s", (_what, change, left) => {
  expect(remainingWork(plan([change]))).toEqual(left);
});

it.each([
  ["nobody's change", { ...pending, status: "active" }, pending, []],
  ["somebody's, who switched it off", { ...pending, status: "active" }, { ...pending, status: "disabled" }, ["status"]],
  ["somebody's, who switched it on", { ...pending, status: "disabled" }, pending, ["status"]],
])("takes drift for %s", (_what, before, after, paths) => {
  const [change] = plan([update(DNSSEC, before, after)]).resource_changes;
  const drift = driftedResources({ ...plan([]), resource_drift: change === undefined ? [] : [change] }, "s");
  expect(drift.flatMap(({ attributes }) => attributes.map(({ path }) => path))).toEqual(paths);
});
