import type { AccessModel } from "../../config/access-model.ts";
import { AccessApplications } from "../../constructs/access-applications.ts";
import { DnsRecords } from "../../constructs/dns-records.ts";
import { resourcesOf } from "../fixtures/synth.ts";

const access: AccessModel = {
  name: "shop-production-admin",
  loginHost: "shop.cloudflareaccess.com",
  sessionDuration: "8h",
  sameSite: "lax",
  preflightToOrigin: false,
  emailDomains: ["shop.example"],
  emails: ["ben@partner.example"],
  groups: [],
  identityProviders: [],
};
const accountId = "fedcba9876543210fedcba9876543210";
const host = { key: "admin", name: "admin.shop.example" };
const wide = {
  ...access,
  preflightToOrigin: true,
  groups: ["1b3c5d7e-0f21-4a43-8b65-7c8d9e0f1a2b"],
  identityProviders: ["2b3c5d7e-0f21-4a43-8b65-7c8d9e0f1a2b"],
};

it("puts one application and one policy in front of a host, without empty sets and false flags", () => {
  expect(resourcesOf((stack) => new AccessApplications(stack, "access", { accountId, hosts: [{ ...host, access }] }))).toEqual({
    cloudflare_zero_trust_access_policy: {
      admin: {
        account_id: accountId,
        name: "shop-production-admin",
        decision: "allow",
        include: [{ email_domain: { domain: "shop.example" } }, { email: { email: "ben@partner.example" } }],
        session_duration: "8h",
      },
    },
    cloudflare_zero_trust_access_application: {
      admin: {
        account_id: accountId,
        type: "self_hosted",
        name: "shop-production-admin",
        destinations: [{ type: "public", uri: "admin.shop.example" }],
        policies: [{ id: "${cloudflare_zero_trust_access_policy.admin.id}", precedence: 1 }],
        session_duration: "8h",
        http_only_cookie_attribute: true,
        same_site_cookie_attribute: "lax",
      },
    },
  });
});

it("narrows who may vouch, and lets preflights through, where the model says so", () => {
  expect(resourcesOf((stack) => new AccessApplications(stack, "access", { accountId, hosts: [{ ...host, access: wide }] }))).toMatchObject({
    cloudflare_zero_trust_access_policy: { admin: { include: expect.arrayContaining([{ group: { id: wide.groups[0] } }]) } },
    cloudflare_zero_trust_access_application: { admin: { allowed_idps: wide.identityProviders, options_preflight_bypass: true } },
  });
});

it("lets a name resolve only when its application is there", () => {
  const records = ["admin", "app"].map(
    (key) =>
      ({
        key: `host-${key}`,
        name: `${key}.shop.example`,
        concern: "hosts",
        type: "CNAME",
        content: "o.example",
        ttlSeconds: 1,
        proxied: true,
      }) as const,
  );
  const built = resourcesOf((stack) => {
    const { gates } = new AccessApplications(stack, "access", { accountId, hosts: [{ ...host, access }] });
    new DnsRecords(stack, "records", {
      zoneId: "0".repeat(32),
      records,
      gates: new Map([...gates].map(([key, gate]) => [`host-${key}`, [gate]])),
    });
  });
  expect(built).toMatchObject({
    cloudflare_dns_record: { "host-admin": { depends_on: ["cloudflare_zero_trust_access_application.admin"] } },
  });
  expect(built).not.toMatchObject({ cloudflare_dns_record: { "host-app": { depends_on: expect.anything() } } });
});

it("lets service tokens pass by a policy of their own, behind the one for people", () => {
  const withTokens = { ...access, serviceTokens: ["3b3c5d7e-0f21-4a43-8b65-7c8d9e0f1a2b"] };
  expect(
    resourcesOf((stack) => new AccessApplications(stack, "access", { accountId, hosts: [{ ...host, access: withTokens }] })),
  ).toMatchObject({
    cloudflare_zero_trust_access_policy: {
      "admin-tokens": { decision: "non_identity", include: [{ service_token: { token_id: withTokens.serviceTokens[0] } }] },
    },
    cloudflare_zero_trust_access_application: {
      admin: {
        policies: [
          { id: "${cloudflare_zero_trust_access_policy.admin.id}", precedence: 1 },
          { id: "${cloudflare_zero_trust_access_policy.admin-tokens.id}", precedence: 2 },
        ],
      },
    },
  });
});
