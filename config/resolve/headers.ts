import type { ServingHostConfig } from "../schema/hosts.ts";

// Sources: OWASP Secure Headers Project and OWASP ASVS 5.0 chapter 3.4; MDN HTTP Observatory scoring (checked 2026-11-22).

const EVERYWHERE = {
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-site",
};

/** Takes nothing away that pages commonly need, and the three ways around a page's own scripts. A policy for scripts is the product's to write. */
const PAGE_POLICY = "object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

const PAGES = {
  ...EVERYWHERE,
  "content-security-policy": PAGE_POLICY,
  "referrer-policy": "strict-origin-when-cross-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
};

/** Response headers of each kind of host, unless its config says otherwise. */
const DEFAULTS: Readonly<Record<ServingHostConfig["kind"], Readonly<Record<string, string>>>> = {
  web: PAGES,
  internal: { ...PAGES, "cache-control": "no-store" },
  api: {
    ...EVERYWHERE,
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
  },
};

/**
 * Every header that the edge sets for a host, by name. Hosts without headers of their own share one object.
 * @param caches whether one of its routes may be cached: then the origin alone can say what is not
 */
export function headersOf({ kind, headers }: ServingHostConfig, caches: boolean): Readonly<Record<string, string>> {
  const shared = (caches ? CACHED : UNCACHED)[kind];
  return Object.keys(headers).length === 0 ? shared : byName({ ...shared, ...headers });
}

const UNCACHED = eachKind((headers) => headers);
const CACHED = eachKind(({ "cache-control": _, ...others }) => others);

function eachKind(change: (headers: Readonly<Record<string, string>>) => Readonly<Record<string, string>>): typeof DEFAULTS {
  const { web, internal, api } = DEFAULTS;
  return { web: byName(change(web)), internal: byName(change(internal)), api: byName(change(api)) };
}

function byName(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)));
}
