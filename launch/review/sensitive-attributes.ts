import { isObject, objectAt, textAt } from "../json.ts";
import type { Change } from "../terraform/plan-json.ts";

/**
 * Attributes that hold secrets, by resource type, whatever a plan's own masks say: a provider marks what its schema knows, and forgets.
 * Dots part levels; lists are passed through.
 * Source: `terraform providers schema -json` of cloudflare 5.22.0 and aws 6.25.0, attributes with sensitive (checked 2026-11-22).
 */
const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  aws_secretsmanager_secret_version: ["secret_string", "secret_binary", "secret_string_wo"],
  aws_ssm_parameter: ["value_wo"],
  cloudflare_account_token: ["value"],
  cloudflare_api_token: ["value"],
  cloudflare_authenticated_origin_pulls: ["private_key"],
  cloudflare_authenticated_origin_pulls_certificate: ["private_key"],
  cloudflare_custom_hostname: ["ssl.custom_key", "ssl.custom_cert_bundle.custom_key"],
  cloudflare_custom_ssl: ["private_key"],
  cloudflare_logpush_job: ["destination_conf", "ownership_challenge"],
  cloudflare_mtls_certificate: ["private_key"],
  cloudflare_notification_policy_webhooks: ["secret"],
  cloudflare_turnstile_widget: ["secret"],
  cloudflare_worker_version: ["bindings.text", "bindings.key_base64", "bindings.key_jwk", "assets.jwt"],
  cloudflare_workers_script: ["bindings.text", "bindings.key_base64", "bindings.key_jwk", "assets.jwt"],
  cloudflare_zero_trust_access_identity_provider: ["config.client_secret", "scim_config.secret"],
  cloudflare_zero_trust_access_service_token: ["client_secret"],
  cloudflare_zero_trust_tunnel_cloudflared: ["tunnel_secret"],
};

/** Masked in every type: no attribute of these names is ever anything else. */
const SECRET_NAME =
  /^(secret_string|secret_binary|secret|client_secret|tunnel_secret|password|passphrase|private_key|token|access_key|secret_key|value_wo)$/;

/** A parameter store keeps plain settings and secrets in one type; a word in the object tells them apart. Source: AWS SSM API, ParameterType. */
const SECURE_PARAMETER = "SecureString";

/**
 * The mask of a value, with what we know laid over what the plan says. A mask is `true` for a whole value, or has the value's shape.
 * @returns `mask` itself where we know nothing to add
 */
export function withKnownSecrets(type: string, value: unknown, mask: unknown): unknown {
  if (mask === true || !isObject(value)) return mask;
  const paths = [...(BY_TYPE[type] ?? []), ...(type === "aws_ssm_parameter" && value.type === SECURE_PARAMETER ? ["value"] : [])];
  return laidOver(
    value,
    mask,
    paths.map((path) => path.split(".")),
  );
}

function laidOver(value: unknown, mask: unknown, paths: readonly (readonly string[])[]): unknown {
  if (mask === true) return true;
  if (Array.isArray(value)) {
    const masks: unknown[] = Array.isArray(mask) ? mask : [];
    const added = value.map((each, index) => laidOver(each, masks[index], paths));
    return added.some((each, index) => each !== masks[index]) ? added : mask;
  }
  if (!isObject(value)) return mask;
  const old = isObject(mask) ? mask : {};
  let found: Record<string, unknown> | undefined;
  for (const [name, each] of Object.entries(value)) {
    const inside = paths.flatMap(([first, ...rest]) => (first === name ? [rest] : []));
    const isSecret = each !== null && (SECRET_NAME.test(name) || inside.some((rest) => rest.length === 0));
    const added = isSecret ? true : laidOver(each, old[name], inside);
    if (added !== old[name]) found = { ...(found ?? old), [name]: added };
  }
  return found ?? mask;
}

/**
 * A change without what it also shows in clear by design. The provider masks the `value` of every parameter, and repeats it as
 * `insecure_value` for one that is declared as plain: that text is no secret. While such a one is imported, only its declaration tells.
 * Measured with hashicorp/aws 5.100.0.
 * @param declared the resource's `expressions` in the plan's configuration
 */
export function withoutShownTwins(type: string, change: Change, declared: unknown): Change {
  if (type !== "aws_ssm_parameter") return change;
  const sides = [
    { value: change.before, mask: change.before_sensitive },
    { value: change.after, mask: change.after_sensitive },
  ];
  const constant = textAt(objectAt({ declared }, "declared").insecure_value, "constant_value");
  const told = sides.flatMap(({ value, mask }) => {
    const isMasked = mask === true || objectAt({ mask }, "mask").insecure_value === true;
    const text = objectAt({ value }, "value").insecure_value;
    return !isMasked && typeof text === "string" ? [text] : [];
  });
  const shown = constant === undefined ? told : [...told, constant];
  const readable = (value: unknown): unknown => {
    if (!isObject(value) || value.type === SECURE_PARAMETER) return value;
    const { value: text, ...rest } = value;
    return typeof text === "string" && shown.includes(text) ? rest : value;
  };
  return { ...change, before: readable(change.before), after: readable(change.after) };
}
