import { own } from "../value.ts";
import { CACHE_DIRECTIVES } from "./cache-directives.ts";
import type { AttributeChanges, Overlay } from "./overlay.ts";
import { ACCESS_OVERLAYS } from "./overlays-access.ts";
import { AWS_OVERLAYS } from "./overlays-aws.ts";
import { DEVELOPER_PLATFORM_OVERLAYS } from "./overlays-developer-platform.ts";
import { PRODUCT_OVERLAYS } from "./overlays-products.ts";
import { WORKER_OVERLAYS } from "./overlays-workers.ts";

// The bindings were made from cloudflare/cloudflare 5.14.0 and hashicorp/aws 6.25.0. What follows makes 5.22.0 of the former and adds
// what bindings never say: schema versions, sensitive, write-only, and which children of a computed parent are computed themselves
// (those with a default are known from the rules; see withComputed).
// Source: `terraform providers schema -json` of cloudflare/cloudflare 5.22.0 and hashicorp/aws 5.100.0 (both run on 2026-11-22).

const PARAMETERS = "rules[].action_parameters";

const OPERANDS: Readonly<Record<string, string>> = { value: "number O", qualifiers: "list(string) O" };

const directives = Object.fromEntries(
  Object.entries(CACHE_DIRECTIVES).flatMap(([name, operand]) => {
    const path = `${PARAMETERS}.${name}`;
    const shared = [
      [path, "single O"],
      [`${path}.operation`, "string R"],
      [`${path}.cloudflare_only`, "bool OC"],
    ];
    return operand === undefined ? shared : [...shared, [`${path}.${operand}`, OPERANDS[operand] ?? ""]];
  }),
);

/** Every resource of cloudflare/cloudflare is at this version since 5.19.0, but for tokens, which nobody serves here. */
const CLOUDFLARE_VERSION = 500;

const CLOUDFLARE: Readonly<Record<string, AttributeChanges>> = {
  ...ACCESS_OVERLAYS,
  ...DEVELOPER_PLATFORM_OVERLAYS,
  ...PRODUCT_OVERLAYS,
  ...WORKER_OVERLAYS,
  cloudflare_dns_record: {
    private_routing: "bool O",
    "settings.flatten_cname": "OC",
    "settings.ipv4_only": "OC",
    "settings.ipv6_only": "OC",
  },
  cloudflare_ruleset: {
    "rules[].ref": "OC",
    "rules[].logging": "OC",
    "rules[].logging.enabled": "OC",
    "rules[].ratelimit.mitigation_timeout": "OC",
    [`${PARAMETERS}.content_converter`]: "bool O",
    [`${PARAMETERS}.expression`]: "string O",
    [`${PARAMETERS}.operation`]: "string O",
    [`${PARAMETERS}.redirects_for_ai_training`]: "bool O",
    [`${PARAMETERS}.request_body_buffering`]: "string O",
    [`${PARAMETERS}.response_body_buffering`]: "string O",
    [`${PARAMETERS}.strip_etags`]: "bool O",
    [`${PARAMETERS}.strip_last_modified`]: "bool O",
    [`${PARAMETERS}.strip_set_cookie`]: "bool O",
    [`${PARAMETERS}.values`]: "list(string) O",
    [`${PARAMETERS}.vary`]: "single O",
    [`${PARAMETERS}.vary.default`]: "single R",
    [`${PARAMETERS}.vary.default.action`]: "string R",
    [`${PARAMETERS}.vary.headers`]: "map O",
    [`${PARAMETERS}.vary.headers[].action`]: "string R",
    [`${PARAMETERS}.vary.headers[].languages`]: "list(string) O",
    [`${PARAMETERS}.vary.headers[].media_types`]: "list(string) O",
    ...directives,
  },
};

const OTHERS: Readonly<Record<string, Overlay>> = {
  cloudflare: { version: 0, attributes: { api_key: "OS", api_token: "OS", api_user_service_key: "OS" } },
  aws: { version: 0 },
  ...AWS_OVERLAYS,
};

export function overlayOf(name: string): Overlay | undefined {
  return (
    own(OTHERS, name) ??
    (name.startsWith("cloudflare_") ? { version: CLOUDFLARE_VERSION, attributes: own(CLOUDFLARE, name) ?? {} } : undefined)
  );
}
