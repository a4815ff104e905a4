import { isObject, type JsonObject, listAt, objectAt } from "./json.ts";
import { refusal } from "./refusal.ts";
import { GUARD_VARIABLE } from "./terraform/terraform.ts";

/** Everything else hides resources from the engine (module), makes values that no plan holds (ephemeral) or acts by itself (check, action). */
const KNOWN_BLOCKS = new Set([
  "//",
  "terraform",
  "provider",
  "variable",
  "locals",
  "resource",
  "data",
  "moved",
  "removed",
  "import",
  "output",
]);

/** Data sources that compute and look at nothing that a run changes, nor at what nobody reviews. */
export const ALLOWED_DATA = new Set(["aws_iam_policy_document", "aws_caller_identity"]);

/** Another value at each plan, or one from the machine it runs on. Source: Terraform language, functions (checked 2026-11-25). */
const UNSTABLE_FUNCTION = /\b(timestamp|plantimestamp|uuid|bcrypt|file[a-z0-9]*|templatefile|pathexpand)\s*\(/;
/** Values that may differ between plan and apply, and that no plan holds. Source: Terraform 1.10 and 1.11, ephemeral values. */
const EPHEMERAL_REFERENCE = new RegExp(`\\bephemeral\\.|\\bvar\\.${GUARD_VARIABLE}\\b|\\bterraform\\.applying\\b`);
/** `$${` and `%%{` are text. Source: Terraform language, strings and templates. */
const TEMPLATE = /(?<!\$)\$\{.*|(?<!%)%\{.*/s;
/** Every write-only attribute of hashicorp/aws 6.25.0 is named so, and cloudflare/cloudflare 5.22.0 has none. Source: the providers' schemas (checked 2026-11-25). */
const WRITE_ONLY = /_wo$/;

/** Types that are there to hold a secret. What else has one, such as a password of a database, is told by `sensitive` in the plan. */
const SECRETS_IN_STATE: ReadonlyMap<string, string> = new Map([
  ["aws_secretsmanager_secret_version", "a secret's value"],
  ["aws_iam_access_key", "an access key"],
  ["cloudflare_turnstile_widget", "a widget's secret"],
  ["cloudflare_zero_trust_access_service_token", "a token's secret"],
  ["cloudflare_api_token", "a token"],
  ["cloudflare_account_token", "a token"],
  ["random_password", "a password"],
  ["tls_private_key", "a private key"],
]);

/**
 * Lets through only a configuration whose plan says everything: what a review cannot show must not be able to happen. So no value reaches
 * an apply that was not in the plan, except the guard, whose value is the run's own name.
 * @throws SlipwayError kind "refused", code CONFIG_NOT_REVIEWABLE, with every place, or PLAN_READS_OTHER_STATE
 */
export function refuseUnreviewableConfig(config: JsonObject, stack: string): void {
  if ("terraform_remote_state" in objectAt(config, "data")) {
    const where = `${stack}: data.terraform_remote_state`;
    throw refusal(
      "PLAN_READS_OTHER_STATE",
      where,
      "stacks that share plain strings",
      "a read of another stack's state",
      "take the value from the model",
    );
  }
  const places = [...blocks(config), ...variables(config), ...bodies(config), ...secrets(config), ...templates(config)];
  if (places.length === 0) return;
  throw refusal(
    "CONFIG_NOT_REVIEWABLE",
    stack,
    "a configuration whose plan says all that it does",
    [...new Set(places)].slice(0, 10).join("; "),
    "take the value from the config, and leave programs out of the stack",
  );
}

function blocks(config: JsonObject): readonly string[] {
  const unknown = Object.keys(config).filter((name) => !KNOWN_BLOCKS.has(name));
  const data = Object.keys(objectAt(config, "data")).filter((type) => !ALLOWED_DATA.has(type));
  return [...unknown.map((name) => `a block ${name}`), ...data.map((type) => `a data source ${type}`)];
}

function variables(config: JsonObject): readonly string[] {
  return Object.entries(objectAt(config, "variable")).flatMap(([name, body]) =>
    name !== GUARD_VARIABLE &&
    listAt({ body }, "body").some((each) => isObject(each) && each.ephemeral !== undefined && each.ephemeral !== false)
      ? [`an ephemeral variable ${name}`]
      : [],
  );
}

function bodies(config: JsonObject): readonly string[] {
  const resources = Object.entries(objectAt(config, "resource")).flatMap(([type, named]) =>
    Object.entries(isObject(named) ? named : {}).flatMap(([name, body]) =>
      listAt({ body }, "body").map((each) => ({ place: `${type}.${name}`, body: each })),
    ),
  );
  const removed = listAt(config, "removed").map((body) => ({ place: "removed", body }));
  return [
    ...[...resources, ...removed].flatMap(({ place, body }) =>
      isObject(body) && "provisioner" in body ? [`a provisioner in ${place}`] : [],
    ),
    ...resources.flatMap(({ place, body }) => writeOnly(body, place)),
  ];
}

/** Values that plan and state would keep in clear, however they came there. */
function secrets(config: JsonObject): readonly string[] {
  return Object.entries(objectAt(config, "resource")).flatMap(([type, named]) => {
    const kept = SECRETS_IN_STATE.get(type);
    if (kept === undefined) return [];
    return Object.keys(isObject(named) ? named : {}).map((name) => `${kept}, which the state would keep in clear, in ${type}.${name}`);
  });
}

function writeOnly(value: unknown, place: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => writeOnly(each, place));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    ...(WRITE_ONLY.test(name) && each !== null ? [`a write-only value in ${place}.${name}`] : []),
    ...writeOnly(each, place),
  ]);
}

/** Every text but those of variables: a guard's condition may name the guard. */
function templates({ variable: _variable, "//": _notes, ...config }: JsonObject): readonly string[] {
  const places: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value === "string") {
      const template = TEMPLATE.exec(value)?.[0];
      const [call] = template === undefined ? [] : (UNSTABLE_FUNCTION.exec(template) ?? EPHEMERAL_REFERENCE.exec(template) ?? []);
      if (call !== undefined) places.push(`${call.replace("(", "()")} in ${path}`);
    } else if (Array.isArray(value)) for (const [index, each] of value.entries()) visit(each, `${path}[${index}]`);
    else if (isObject(value)) {
      for (const [name, each] of Object.entries(value)) {
        visit(name, path);
        visit(each, path === "" ? name : `${path}.${name}`);
      }
    }
  };
  visit(config, "");
  return places;
}
