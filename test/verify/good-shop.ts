import type { Answer } from "dns-packet";
import type { AccessModel } from "../../config/access-model.ts";
import type { EnvironmentModel, ZoneModel } from "../../config/model.ts";
import { renderMtaSts, renderPolicy } from "../../mail/mta-sts/policy.ts";
import { renderTlsRpt } from "../../mail/tls-rpt.ts";
import { environmentModel, zoneModel } from "../fixtures/models.ts";
import type { Asked, Given } from "./tiny-world.ts";

/** Every name that the shop's certificate must cover. */
export const SHOP_NAMES = ["shop.example", "*.shop.example"];

const challenge = { key: "record-challenge", concern: "tls", type: "TXT", ttlSeconds: 300, proxied: false, content: '"proof"' } as const;

/** The login in front of the shop's back office. */
export const LOGIN: AccessModel = {
  name: "shop-production-back",
  loginHost: "shop.cloudflareaccess.com",
  sessionDuration: "8h",
  sameSite: "lax",
  preflightToOrigin: false,
  emailDomains: ["shop.example"],
  emails: [],
  groups: [],
  identityProviders: [],
};

/** The models in test/fixtures with a host behind a login, a session, a record that neither hosts nor mail bring, and the zone signed. */
export const SHOP: EnvironmentModel = {
  ...environmentModel,
  closedPreviews: ["preview-app.shop.example"],
  hosts: [
    ...environmentModel.hosts,
    {
      key: "back",
      name: "back.shop.example",
      kind: "internal",
      origin: "back.shop-origin.example",
      headers: {},
      allowFrom: [],
      access: LOGIN,
    },
  ],
  session: { idleMinutes: 30, absoluteHours: 12, cookie: { name: "__Host-s", secure: true, httpOnly: true, sameSite: "lax" } },
  records: [...environmentModel.records, { ...challenge, name: "_acme-challenge.app.shop.example" }],
};
const STS_POLICY = renderPolicy({ mode: "enforce", mx: ["smtp.google.com"], maxAgeSeconds: 604_800 });

export const SHOP_ZONE: ZoneModel = {
  ...zoneModel,
  mail: {
    ...zoneModel.mail,
    mtaSts: { policy: STS_POLICY, record: renderMtaSts(STS_POLICY) },
    tlsRpt: renderTlsRpt(["tls@shop.example"]),
  },
  base: {
    ...zoneModel.base,
    records: [...zoneModel.base.records, { ...challenge, name: "_status.shop.example" }],
    edge: {
      universalSsl: true,
      certificates: [],
      zoneOriginPulls: false,
      dnssec: "active",
      bots: {},
      leakedCredentialCheck: true,
      urlNormalization: { type: "cloudflare", scope: "incoming" },
      tieredCache: false,
      errorPages: [],
    },
  },
};

const SESSION_COOKIE = "__Host-s=0; Path=/; Secure; HttpOnly; SameSite=Lax";
const EDGE = "203.0.113.10";
const HSTS = "max-age=31536000; includeSubDomains";
const { mail } = SHOP_ZONE;

/** DNS as it is when every promise of the models in test/fixtures holds. */
export const GOOD_RECORDS: readonly Answer[] = [
  ...["shop.example", "app.shop.example", "api.shop.example", "admin.shop.example", "back.shop.example", "www.shop.example"].map(
    (name): Answer => ({ type: "A", name, data: EDGE }),
  ),
  { type: "TXT", name: "shop.example", data: ["some-site-verification=1"] },
  { type: "TXT", name: "shop.example", data: [mail.spf] },
  { type: "TXT", name: "_dmarc.shop.example", data: [mail.dmarc] },
  { type: "TXT", name: "_mta-sts.shop.example", data: [renderMtaSts(STS_POLICY)] },
  { type: "TXT", name: "_smtp._tls.shop.example", data: [renderTlsRpt(["tls@shop.example"])] },
  ...mail.dkim.map(
    ({ name, type, value }): Answer =>
      type === "TXT" ? { type, name, data: value.match(/.{1,255}/g) ?? [] } : { type, name, data: value },
  ),
  ...["_acme-challenge.app.shop.example", "_status.shop.example"].map((name): Answer => ({ type: "TXT", name, data: ["proof"] })),
  { type: "DNSKEY", name: "shop.example", data: { flags: 257, algorithm: 13, key: Buffer.from("a key") } },
  { type: "CNAME", name: "em1.shop.example", data: "u1.wl.sendgrid.net" },
  ...mail.mx.map(({ host, priority }): Answer => ({ type: "MX", name: "shop.example", data: { exchange: host, preference: priority } })),
];

/** Answers of an edge and an origin that keep every promise of the models in test/fixtures. */
export function goodShop(asked: Asked): Given {
  const { host, path, secure } = asked;
  if (host === "mta-sts.shop.example" && secure) return { status: 200, headers: { "content-type": "text/plain" }, body: STS_POLICY };
  if (host === "admin.shop.example") return { status: 403 };
  if (host === "www.shop.example") return redirect(301, secure ? `https://shop.example${path}` : `https://www.shop.example${path}`);
  if (host === "api.shop.example" && !secure) return { status: 403 };
  if (!secure) return redirect(301, `https://${host}${path}`);
  const declared = environmentModel.hosts.find(({ name }) => name === host)?.headers ?? {};
  const headers = { ...declared, "strict-transport-security": HSTS };
  if (host === "api.shop.example") return { ...api(asked), headers };
  if (host === "back.shop.example") return redirect(302, `https://${LOGIN.loginHost}/cdn-cgi/access/login/${host}?redirect_url=${path}`);
  if (host === "app.shop.example" && path === "/")
    return { status: 200, headers: { ...headers, "set-cookie": SESSION_COOKIE }, body: "<!doctype html>" };
  return { status: path === "/" ? 200 : 404, headers, body: "<!doctype html>" };
}

function api({ path, headers }: Asked): Given {
  if (path === "/v1/chat" && headers.origin === "https://slipway-probe.example") return { status: 403 };
  if (path === "/healthz") return { status: 200, body: '{"status":"ok"}' };
  if (path === "/v1/chat" || path.startsWith("/v1/conversations/")) return { status: 401 };
  if (path === "/v1/login") return { status: 400 };
  return { status: 404 };
}

export function redirect(status: number, location: string): Given {
  return { status, headers: { location } };
}
