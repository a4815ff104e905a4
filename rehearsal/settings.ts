import type { ProviderName } from "./schema/bindings.ts";
import { isList, isObject, type Value, type ValueObject } from "./value.ts";

/** What a provider configuration says, as far as it changes what the provider does. */
export interface ProviderSettings {
  /** AWS region; "" for Cloudflare. */
  readonly region: string;
  readonly defaultTags: Readonly<Record<string, string>>;
}

export const NO_SETTINGS: ProviderSettings = { region: "", defaultTags: {} };

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
/** Source: cloudflare/terraform-provider-cloudflare v5.22.0, internal/provider.go. */
const API_TOKEN = /^[0-9A-Za-z_-]{40,80}$/;

/** Settings of a configuration, or what the provider refuses about it. Credentials are looked at by form only and never kept. */
export function readSettings(
  provider: ProviderName,
  config: ValueObject | null,
  awsAccountId: string,
): ProviderSettings | readonly string[] {
  if (provider === "cloudflare")
    return typeof config?.api_token === "string" && !API_TOKEN.test(config.api_token)
      ? ["api_token is not of the form of a token"]
      : NO_SETTINGS;
  const region = config?.region ?? null;
  const refused = [
    ...(typeof region === "string" && REGION.test(region)
      ? []
      : ["Invalid provider configuration: region must be set in the provider block; the rehearsal does not read the environment"]),
    ...(includes(config?.allowed_account_ids ?? null, awsAccountId) === false ? [`AWS account ID not allowed: ${awsAccountId}`] : []),
    ...(includes(config?.forbidden_account_ids ?? null, awsAccountId) === true ? [`AWS account ID not allowed: ${awsAccountId}`] : []),
    ...(isList(config?.ignore_tags ?? null) && firstBlock(config?.ignore_tags ?? null) !== undefined
      ? ["the rehearsal does not know ignore_tags"]
      : []),
  ];
  if (refused.length > 0) return refused;
  return { region: String(region), defaultTags: textMap(firstBlock(config?.default_tags ?? null)?.tags ?? null) };
}

function firstBlock(blocks: Value): ValueObject | undefined {
  const first = isList(blocks) ? blocks[0] : undefined;
  return isObject(first) ? first : undefined;
}

function includes(list: Value, text: string): boolean | undefined {
  return isList(list) && list.length > 0 ? list.includes(text) : undefined;
}

function textMap(value: Value): Record<string, string> {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)])) : {};
}
