import { makeOutside } from "../../../rehearsal/outside.ts";
import { EXAMPLES } from "./examples.ts";
import { APPLY, CHANGES, EMPTY, FAILED, PLAN, REGION, type Rehearsed, rehearse, worldOf, ZONE_ID } from "./harness.ts";

let site: Rehearsed;
afterEach(() => site.close());

const record = { zone_id: ZONE_ID, name: "www.example.com", type: "A", content: "192.0.2.1", ttl: 300 };
const recordsOf = (entries: Readonly<Record<string, object>>) => ({ cloudflare_dns_record: entries });

it.each([
  ["cloudflare_dns_record", `${ZONE_ID}/${"a".repeat(32)}`, "81044: Record does not exist."],
  ["cloudflare_dns_record", "junk", 'the import id must be "<zone_id>/<dns_record_id>"'],
  ["cloudflare_zone_setting", "junk", 'the import id must be "<zone_id>/<setting_id>"'],
  ["cloudflare_zone_setting", `${"f".repeat(32)}/ssl`, "7003: Could not route"],
  ["cloudflare_ruleset", `${ZONE_ID}/x`, "the import id must be"],
  ["aws_ssm_parameter", "/chatbot/production/MODEL", "Cannot import non-existent remote object"],
  ["aws_ssm_parameter", "/chatbot/production/MODEL@us-east-1", "does not exist in us-east-1"],
])("refuses to import a %s by %s", async (type, id, says) => {
  site = await rehearse();
  site.write({ [type]: { it: EXAMPLES[type]?.base ?? {} } }, { import: [{ to: `${type}.it`, id }] });
  const plan = await site.run(...PLAN);
  expect(plan.code).toBe(FAILED);
  expect(plan.errors.join("\n")).toContain(says);
});

it("imports an entry point that somebody clicked together, and changes it in place", async () => {
  const world = worldOf();
  const made = makeOutside({
    world,
    type: "cloudflare_ruleset",
    attributes: {
      zone_id: ZONE_ID,
      kind: "zone",
      name: "default",
      phase: "http_request_firewall_custom",
      rules: [{ action: "block", expression: '(http.host eq "old.example.com")' }],
    },
  });
  site = await rehearse({ world });
  const ours = { zone_id: ZONE_ID, kind: "zone", name: "default", phase: "http_request_firewall_custom", rules: [] };
  site.write({ cloudflare_ruleset: { it: ours } });
  const refused = await site.run(...APPLY);
  expect(refused.errors.join()).toContain("20217: exceeded maximum number of zone rulesets for phase http_request_firewall_custom");
  site.write({ cloudflare_ruleset: { it: ours } }, { import: [{ to: "cloudflare_ruleset.it", id: `zones/${ZONE_ID}/${made.id}` }] });
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [], changes: { "cloudflare_ruleset.it": "update" } });
  expect(world.find("cloudflare_ruleset", made.id)?.attributes).toMatchObject({ rules: [], version: "2" });
});

it("imports a zone setting that nobody has touched with its initial value", async () => {
  site = await rehearse();
  site.write(
    { cloudflare_zone_setting: { tls: { zone_id: ZONE_ID, setting_id: "min_tls_version", value: "1.0" } } },
    { import: [{ to: "cloudflare_zone_setting.tls", id: `${ZONE_ID}/min_tls_version` }] },
  );
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [], changes: { "cloudflare_zone_setting.tls": "import" } });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
});

it("makes again what is gone", async () => {
  site = await rehearse();
  site.write(recordsOf({ www: record }));
  await site.run(...APPLY);
  site.world.remove("cloudflare_dns_record", site.world.objects("cloudflare_dns_record")[0]?.id ?? "");
  expect(await site.run(...PLAN)).toMatchObject({
    code: CHANGES,
    changes: { "cloudflare_dns_record.www": "create" },
    drift: { "cloudflare_dns_record.www": "delete" },
  });
});

it("fails to update what has gone since the plan", async () => {
  site = await rehearse();
  site.write(recordsOf({ www: record }));
  await site.run(...APPLY);
  site.write(recordsOf({ www: { ...record, content: "192.0.2.2" } }));
  await site.run("plan", "-out=saved", "-json");
  site.world.remove("cloudflare_dns_record", site.world.objects("cloudflare_dns_record")[0]?.id ?? "");
  const applied = await site.run("apply", "-json", "saved");
  expect(applied).toMatchObject({ code: 1 });
  expect(applied.errors.join()).toContain("404 Not Found: cloudflare_dns_record is gone");
});

it("follows a moved block without touching the object", async () => {
  site = await rehearse();
  site.write(recordsOf({ www: record }));
  await site.run(...APPLY);
  const changes = site.world.changes();
  site.write(recordsOf({ web: record }), { moved: [{ from: "cloudflare_dns_record.www", to: "cloudflare_dns_record.web" }] });
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, changes: { "cloudflare_dns_record.web": "move" } });
  expect(site.world.changes()).toBe(changes);
});

it("plans a rule's id as unchanged by its ref, wherever the rule moves to", async () => {
  site = await rehearse();
  const rule = (ref: string) => ({ ref, description: ref, action: "block", expression: `(http.host eq "${ref}.example.com")` });
  const waf = (...refs: string[]) => ({
    cloudflare_ruleset: {
      waf: { zone_id: ZONE_ID, kind: "zone", name: "default", phase: "http_request_firewall_custom", rules: refs.map(rule) },
    },
  });
  const idsByRef = (): Record<string, unknown> => {
    const rules = site.world.objects("cloudflare_ruleset")[0]?.attributes.rules;
    return Object.fromEntries(Array.isArray(rules) ? rules.map(({ ref, id }) => [ref, id]) : []);
  };
  site.write(waf("zone--a", "zone--b"));
  await site.run(...APPLY);
  const before = idsByRef();
  site.write(waf("zone--new", "zone--b", "zone--a"));
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(idsByRef()).toEqual({ ...before, "zone--new": expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
});

it("keeps the name of a deleted secret until its window is over, and lets go at once with a window of 0 days", async () => {
  site = await rehearse();
  const secret = (days: number) => ({ aws_secretsmanager_secret: { key: { name: "chatbot/key", recovery_window_in_days: days } } });
  site.write(secret(0));
  await site.run(...APPLY);
  site.write({});
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  site.write(secret(7));
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  const { id } = site.world.objects("aws_secretsmanager_secret")[0] ?? { id: "" };
  site.write({});
  await site.run(...APPLY);
  site.write(secret(7));
  expect((await site.run(...APPLY)).errors.join()).toContain("a secret with this name is already scheduled for deletion: chatbot/key");
  site.write(secret(7), { import: [{ to: "aws_secretsmanager_secret.key", id }] });
  expect((await site.run(...PLAN)).errors.join()).toContain("is scheduled for deletion");
});

it("replaces what moves to another region with its provider configuration", async () => {
  site = await rehearse();
  const topic = (provider: string) => ({ aws_sns_topic: { ops: { provider, name: "ops" } } });
  site.write(topic("aws"));
  await site.run(...APPLY);
  expect(site.world.objects("aws_sns_topic")[0]?.id).toBe(`arn:aws:sns:${REGION}:${site.world.awsAccountId}:ops`);
  site.write(topic("aws.us_east_1"));
  expect(await site.run(...PLAN)).toMatchObject({ code: CHANGES, changes: { "aws_sns_topic.ops": "replace" } });
});

it("warns that a zone setting cannot be destroyed, as the real provider does", async () => {
  site = await rehearse();
  site.write({ cloudflare_zone_setting: { tls: { zone_id: ZONE_ID, setting_id: "ssl", value: "strict" } } });
  expect((await site.run(...PLAN)).warnings.join()).toContain("cannot be destroyed from Terraform");
});

it("counts the versions of a parameter by its writes, as AWS does, and not by its tags", async () => {
  site = await rehearse();
  const parameter = (change: object) => ({
    aws_ssm_parameter: { model: { name: "/chatbot/MODEL", type: "String", insecure_value: "a", ...change } },
  });
  const versionAfter = async (change: object) => {
    site.write(parameter(change));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
    return site.world.objects("aws_ssm_parameter")[0]?.attributes.version;
  };
  expect([await versionAfter({}), await versionAfter({ tags: { team: "a" } }), await versionAfter({ insecure_value: "b" })]).toEqual([
    1, 1, 2,
  ]);
});

it("keeps the type that the configuration gave a value, where the vendor knows no types", async () => {
  site = await rehearse({ world: worldOf({ zones: [{ zoneId: ZONE_ID, domain: "example.com", plan: "enterprise", addOns: ["acm"] }] }) });
  site.write(
    { cloudflare_zone_setting: { ciphers: { zone_id: ZONE_ID, setting_id: "ciphers", value: "${var.ciphers}" } } },
    { variable: { ciphers: { type: "list(string)", default: ["ECDHE-ECDSA-AES128-GCM-SHA256"] } } },
  );
  expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
  expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, changes: {}, drift: {} });
});
