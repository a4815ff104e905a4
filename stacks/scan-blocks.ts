import { isObject, type JsonObject, objectAt, resourcesOf, type Trouble } from "./trouble.ts";

/**
 * The engine refuses whatever a plan does not say in full (`launch/reviewable-config.ts`), and so does this, at synth. The rooms share no
 * code, so the rule stands twice; `test/stacks/reviewable.test.ts` gives both the same configurations.
 */
const KNOWN_BLOCKS = ["//", "terraform", "provider", "variable", "locals", "resource", "data", "moved", "removed", "import", "output"];

/** Data sources that compute and look at nothing that a run changes. Others read states, run programs or fetch, all at plan time. */
export const ALLOWED_DATA = ["aws_iam_policy_document", "aws_caller_identity"];

/** Every write-only attribute of hashicorp/aws 6.25.0 is named so, and cloudflare/cloudflare 5.22.0 has none. Source: the providers' schemas (checked 2026-11-25). */
const WRITE_ONLY = /_wo$/;

/** Rules about blocks that must not be there. */
export function scanBlocks(root: JsonObject): Trouble[] {
  return [
    ...unknownBlocks(root),
    ...foreignData(root),
    ...programs(root),
    ...writeOnlyValues(root),
    ...secretsInState(root),
    ...absolutePath(root),
  ];
}

function unknownBlocks(root: JsonObject): Trouble[] {
  return Object.keys(root)
    .filter((name) => !KNOWN_BLOCKS.includes(name))
    .map((name): Trouble => {
      const fix = "declare resources, and take values from the model";
      return {
        code: "SYNTH_NOT_REVIEWABLE",
        path: [name],
        expected: "blocks whose plan says all that they do",
        got: `a block ${name}`,
        fix,
      };
    });
}

function foreignData(root: JsonObject): Trouble[] {
  return Object.keys(objectAt(root, "data"))
    .filter((type) => !ALLOWED_DATA.includes(type))
    .map((type): Trouble => {
      const fix = "put the value into the model";
      return {
        code: "SYNTH_FORBIDDEN_DATA",
        path: ["data", type],
        expected: "plain strings from the model",
        got: `data source ${type}`,
        fix,
      };
    });
}

function programs(root: JsonObject): Trouble[] {
  const removed = (Array.isArray(root.removed) ? root.removed : [root.removed])
    .filter(isObject)
    .map((body) => ({ path: ["removed"], body }));
  return [...resourcesOf(root), ...removed]
    .filter(({ body }) => "provisioner" in body)
    .map(({ path }): Trouble => {
      const fix = "leave programs out of the stack";
      return { code: "SYNTH_PROVISIONER", path, expected: "a resource without provisioner", got: "a provisioner", fix };
    });
}

function writeOnlyValues(root: JsonObject): Trouble[] {
  const find = (value: unknown, path: readonly string[]): Trouble[] => {
    if (Array.isArray(value)) return value.flatMap((each, index) => find(each, [...path, String(index)]));
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([name, each]) => [
      ...(WRITE_ONLY.test(name) && each !== null ? [writeOnly([...path, name])] : []),
      ...find(each, [...path, name]),
    ]);
  };
  return resourcesOf(root).flatMap(({ path, body }) => find(body, path));
}

/** Types that are there to hold a secret, which the state would keep in clear. */
const SECRETS_IN_STATE = new Set([
  "aws_secretsmanager_secret_version",
  "aws_iam_access_key",
  "cloudflare_turnstile_widget",
  "cloudflare_zero_trust_access_service_token",
  "cloudflare_api_token",
  "cloudflare_account_token",
  "random_password",
  "tls_private_key",
]);

function secretsInState(root: JsonObject): Trouble[] {
  return resourcesOf(root)
    .filter(({ type }) => SECRETS_IN_STATE.has(type))
    .map(({ type, path }): Trouble => {
      const fix = "declare a slot without a version, and put the value with slipway secret put or make";
      return {
        code: "SYNTH_NOT_REVIEWABLE",
        path,
        expected: "nothing whose secret the state keeps in clear",
        got: `a resource ${type}`,
        fix,
      };
    });
}

function writeOnly(path: readonly string[]): Trouble {
  const [expected, got, fix] = ["a value that the plan shows", "a write-only value", "leave it out of the stack"];
  return { code: "SYNTH_NOT_REVIEWABLE", path, expected, got, fix };
}

function absolutePath(root: JsonObject): Trouble[] {
  const path = objectAt(root, "terraform", "backend", "local").path;
  const absolute: Trouble[] =
    typeof path === "string" && /^([/~\\]|[A-Za-z]:)/.test(path)
      ? [
          {
            code: "SYNTH_ABSOLUTE_PATH",
            path: ["terraform", "backend", "local", "path"],
            expected: "a path relative to the stack's folder",
            got: path,
            fix: "give the backend a relative path",
          },
        ]
      : [];
  return absolute;
}
