import { type PlanJson, parsePlan } from "../../launch/terraform/plan-json.ts";

export interface ChangeFixture {
  readonly type: string;
  readonly name?: string;
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly change?: Readonly<Record<string, unknown>>;
}

/** `terraform show -json` of a plan with these changes, as text. */
export function planText(changes: readonly ChangeFixture[], more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: changes.map(({ type, name = "x", actions, before = null, after = null, more: extra, change }) => ({
      address: `${type}.${name}`,
      mode: "managed",
      type,
      name,
      change: { actions, before, after, after_unknown: {}, before_sensitive: false, after_sensitive: false, ...change },
      ...extra,
    })),
    configuration: {
      root_module: {
        resources: changes.map(({ type, name = "x", after }) => ({
          address: `${type}.${name}`,
          type,
          mode: "managed",
          expressions: Object.fromEntries(Object.keys(Object(after)).map((key) => [key, {}])),
        })),
      },
    },
    timestamp: "2026-11-22T12:00:00Z",
    complete: true,
    errored: false,
    ...more,
  });
}

export function plan(changes: readonly ChangeFixture[], more: Readonly<Record<string, unknown>> = {}): PlanJson {
  return parsePlan(planText(changes, more), "zone-opsdesk-example");
}

export const RECORD = {
  zone_id: "9a7806061c88ada191ed06f989cc3dac",
  ttl: 1,
  proxied: true,
  name: "api.opsdesk.example",
  type: "CNAME",
  content: "a.origin.example",
};
export const MX = { ...RECORD, name: "opsdesk.example", type: "MX", content: "smtp.google.com", priority: 1, proxied: false, ttl: 300 };
export const SPF = {
  ...RECORD,
  name: "opsdesk.example",
  type: "TXT",
  content: '"v=spf1 include:_spf.google.com ~all"',
  proxied: false,
  ttl: 300,
};

export function ruleset(phase: string, rules: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  return { zone_id: RECORD.zone_id, kind: "zone", name: "default", phase, rules };
}

export const rule = (ref: string, more: Readonly<Record<string, unknown>> = {}) => ({
  ref,
  expression: "true",
  action: "block",
  description: ref,
  enabled: true,
  ...more,
});

export const LIMITS = "http_ratelimit";
export const HSTS = (max_age: number, enabled = true) => ({
  zone_id: RECORD.zone_id,
  setting_id: "security_header",
  value: { strict_transport_security: { enabled, max_age, include_subdomains: true, preload: false, nosniff: true } },
});
export const setting = (setting_id: string, value: string) => ({ zone_id: RECORD.zone_id, setting_id, value });
export const SECRET = { name: "chatbot/production/llm-key", recovery_window_in_days: 30 };

export const update = (type: string, before: unknown, after: unknown): ChangeFixture => ({ type, actions: ["update"], before, after });
export const create = (type: string, after: unknown): ChangeFixture => ({ type, actions: ["create"], after });
export const remove = (type: string, before: unknown): ChangeFixture => ({ type, actions: ["delete"], before });
export const DNS = "cloudflare_dns_record";
export const RULESET = "cloudflare_ruleset";
export const SETTING = "cloudflare_zone_setting";
