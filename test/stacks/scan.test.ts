import { renderStack } from "../../stacks/render.ts";
import { scanStack } from "../../stacks/scan.ts";
import { accountConfig, accountModel, environmentModel, s3AccountConfig, zoneModel } from "../fixtures/models.ts";

const zone = renderStack({ kind: "zone", zone: zoneModel, account: accountConfig });
const launch = renderStack({ kind: "launch", environment: environmentModel, account: s3AccountConfig });
const account = renderStack({ kind: "account", account: accountModel });

/** One change at one path of a good document; `undefined` takes the key away. */
function mutated(text: string, path: string, value: unknown): unknown {
  const root = JSON.parse(text);
  const keys = path.split("/");
  const last = keys.pop() ?? "";
  const parent = keys.reduce((here, key) => {
    here[key] ??= {};
    return here[key];
  }, root);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return root;
}

it.each([
  ["zone", zone],
  ["launch", launch],
  ["account", account],
])("finds nothing in the %s stack as synthesized", (_, text) => {
  expect(scanStack("stack", JSON.parse(text))).toEqual([]);
});

const RULES = "resource/cloudflare_ruleset/http_ratelimit/rules";
const RECORD = "resource/cloudflare_dns_record/host_app";
const ALARM = "resource/aws_cloudwatch_metric_alarm/health";

it.each<readonly [string, string, string, unknown, string]>([
  ["a number that became {}", zone, "resource/cloudflare_zone_setting/ssl/value", {}, "SYNTH_EMPTY_OBJECT"],
  ["an empty object in a list", zone, `${RULES}/0/ratelimit/characteristics`, [{}], "SYNTH_EMPTY_OBJECT"],
  ["an empty resource", zone, "resource/cloudflare_zone_setting/ssl", {}, "SYNTH_EMPTY_OBJECT"],
  ["a list with numbered keys", zone, "resource/cloudflare_zone_setting/ssl/value", { 0: "A", 1: "B" }, "SYNTH_INDEX_KEYED_OBJECT"],
  ["an unescaped wildcard", zone, `${RULES}/0/expression`, 'concat("https://${1}")', "SYNTH_INTERPOLATION"],
  ["an unescaped wildcard after an escaped one", zone, `${RULES}/0/expression`, "$${1} ${2}", "SYNTH_INTERPOLATION"],
  ["an unfinished interpolation", zone, `${RULES}/0/expression`, "a ${", "SYNTH_INTERPOLATION"],
  ["an unescaped directive", zone, `${RULES}/0/description`, "%{ if true }", "SYNTH_INTERPOLATION"],
  ["an unescaped key", zone, "resource/cloudflare_zone_setting/ssl/value", { "${1}": "a" }, "SYNTH_INTERPOLATION"],
  ["a reference to a variable", zone, `${RULES}/0/description`, "${var.x}", "SYNTH_INTERPOLATION"],
  ["a sum of references", zone, `${RULES}/0/description`, "${a_b.c.d + a_b.c.e}", "SYNTH_INTERPOLATION"],
  ["a function of a reference", zone, `${RULES}/0/description`, "${upper(a_b.c.d)}", "SYNTH_INTERPOLATION"],
  ["a name cut otherwise than at its last dot", zone, `${RULES}/0/description`, '${trimsuffix(a_b.c.d, "x")}', "SYNTH_INTERPOLATION"],
  [
    "a condition, which is checked when the plan does not know yet what an apply brings",
    zone,
    "resource/cloudflare_zone_setting/ssl/lifecycle",
    { postcondition: [{ condition: '${self.a == "b"}', error_message: "x" }] },
    "SYNTH_INTERPOLATION",
  ],
  ["a reference to a data source", zone, `${RULES}/0/description`, "${data.aws_region.x.name}", "SYNTH_INTERPOLATION"],
  ["no guard", zone, "variable/slipway_run", undefined, "SYNTH_GUARD"],
  ["a guard whose value would stand in the plan", zone, "variable/slipway_run/ephemeral", undefined, "SYNTH_GUARD"],
  ["a guard with a default that passes", zone, "variable/slipway_run/default", "run-20261122T120000Z-0a1b2c", "SYNTH_GUARD"],
  ["a guard that guards nothing", zone, "variable/slipway_run/validation/0/condition", "${true}", "SYNTH_GUARD"],
  ["a guard with a template for a target", zone, "variable/slipway_run/description", "${path.cwd}", "SYNTH_GUARD"],
  ["a variable beside the guard", zone, "variable/region", { type: "string" }, "SYNTH_GUARD"],
  ["the time of the apply", launch, "resource/aws_ssm_parameter/LOG_LEVEL/insecure_value", "${timestamp()}", "SYNTH_NOT_REPEATABLE"],
  ["the time of the plan", launch, "resource/aws_ssm_parameter/LOG_LEVEL/insecure_value", "${plantimestamp()}", "SYNTH_NOT_REPEATABLE"],
  ["a random id", launch, "resource/aws_ssm_parameter/LOG_LEVEL/insecure_value", "a-${uuid()}", "SYNTH_NOT_REPEATABLE"],
  ["a foreign state", launch, "data/terraform_remote_state/zone", { backend: "local" }, "SYNTH_FORBIDDEN_DATA"],
  ["a fetch at plan time", launch, "data/http/ip", { url: "https://a.example" }, "SYNTH_FORBIDDEN_DATA"],
  ["a program at plan time", launch, "data/external/id", { program: ["id"] }, "SYNTH_FORBIDDEN_DATA"],
  ["a provisioner", launch, `${RECORD}/provisioner`, [{ "local-exec": { command: "id" } }], "SYNTH_PROVISIONER"],
  [
    "a provisioner on the way out",
    launch,
    "removed",
    [{ from: "aws_x.a", provisioner: [{ "local-exec": { command: "id" } }] }],
    "SYNTH_PROVISIONER",
  ],
  [
    "a data source of the provider's that reads a secret",
    launch,
    "data/aws_secretsmanager_secret_version/x",
    { secret_id: "x" },
    "SYNTH_FORBIDDEN_DATA",
  ],
  ["a module", launch, "module/a", { source: "./a" }, "SYNTH_NOT_REVIEWABLE"],
  ["a write-only value", launch, "resource/aws_ssm_parameter/LOG_LEVEL/value_wo", "x", "SYNTH_NOT_REVIEWABLE"],
  [
    "a reference to an ephemeral resource",
    launch,
    "resource/aws_ssm_parameter/LOG_LEVEL/insecure_value",
    "${ephemeral.x.a}",
    "SYNTH_INTERPOLATION",
  ],
  ["a file of the machine", launch, "resource/aws_ssm_parameter/LOG_LEVEL/insecure_value", '${file("/x")}', "SYNTH_NOT_REPEATABLE"],
  ["a state in an absolute folder", zone, "terraform/backend/local/path", "/home/a/x.tfstate", "SYNTH_ABSOLUTE_PATH"],
  ["a state in a folder of a drive", zone, "terraform/backend/local/path", "C:\\x.tfstate", "SYNTH_ABSOLUTE_PATH"],
  ["a rule without ref", zone, `${RULES}/0/ref`, undefined, "SYNTH_RULE_REF"],
  ["a rule with an empty ref", zone, `${RULES}/0/ref`, "", "SYNTH_RULE_REF"],
  ["two rules with one ref", zone, RULES, [{ ref: "a--b--c" }, { ref: "a--b--c" }], "SYNTH_RULE_REF"],
  ["a proxied record with a time of its own", launch, `${RECORD}/ttl`, 300, "SYNTH_PROXIED_TTL"],
  ["a proxied record without a time", launch, `${RECORD}/ttl`, undefined, "SYNTH_PROXIED_TTL"],
  ["an alarm for a topic elsewhere", launch, `${ALARM}/alarm_actions`, ["arn:aws:sns:eu-west-1:111122223333:x"], "SYNTH_ALARM_REGION"],
  ["a recovery for a topic elsewhere", launch, `${ALARM}/ok_actions`, ["arn:aws:sns:eu-west-1:111122223333:x"], "SYNTH_ALARM_REGION"],
  ["the version of the bindings", zone, "terraform/required_providers/cloudflare/version", "5.14.0", "SYNTH_PROVIDER_PIN"],
  ["a version range", launch, "terraform/required_providers/aws/version", "~> 6.25", "SYNTH_PROVIDER_PIN"],
  ["a short source", launch, "terraform/required_providers/aws/source", "aws", "SYNTH_PROVIDER_PIN"],
  ["no pin", zone, "terraform/required_providers/cloudflare", undefined, "SYNTH_PROVIDER_PIN"],
  [
    "a provider nobody knows",
    zone,
    "terraform/required_providers/random",
    { source: "hashicorp/random", version: "3.7.2" },
    "SYNTH_PROVIDER_PIN",
  ],
  ["a resource of an unpinned provider", zone, "resource/random_id/x", { byte_length: 8 }, "SYNTH_PROVIDER_PIN"],
  ["an older terraform", zone, "terraform/required_version", ">= 1.5.0", "SYNTH_PROVIDER_PIN"],
])("finds %s", (_, text, path, value, code) => {
  const [error, ...rest] = scanStack("stack", mutated(text, path, value));
  expect(error?.parts).toMatchObject({ code, kind: "bug" });
  expect(rest).toEqual([]);
});

it.each<readonly [string, string, unknown]>([
  ["an attribute", `${RECORD}/content`, "${aws_lb.a.dns_name}"],
  ["an attribute of a block", `${RECORD}/content`, "${aws_x.a.block[0].name}"],
  ["the one element of a set, without its last dot", `${RECORD}/content`, '${trimsuffix(tolist(aws_x.a.options).0.name, ".")}'],
  ["a map by version", `${RECORD}/additional_version_weights`, { 6: 0.9 }],
])("lets %s pass", (_, path, value) => {
  expect(scanStack("stack", mutated(launch, path, value))).toEqual([]);
});

it("says where, what and how to mend it", () => {
  const [error] = scanStack("zone-shop-example", mutated(zone, "resource/cloudflare_zone_setting/ssl/value", {}));
  expect(error?.message).toBe(
    "zone-shop-example: resource.cloudflare_zone_setting.ssl.value: expected a value, got {}; wrap the dynamic attribute in dyn() [SYNTH_EMPTY_OBJECT]",
  );
});

it("tells all errors at once", () => {
  const twice = mutated(JSON.stringify(mutated(zone, `${RULES}/0/ref`, "")), "terraform/required_version", "");
  expect(scanStack("stack", twice)).toHaveLength(2);
});

it.each([[null], [[]], ["text"]])("does not take %j for a stack", (json) => {
  expect(scanStack("stack", json).map(({ parts }) => parts.code)).toEqual(["SYNTH_GUARD", "SYNTH_PROVIDER_PIN"]);
});
