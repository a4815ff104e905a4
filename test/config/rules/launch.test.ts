import { generateKeyPairSync } from "node:crypto";
import { parseSshKey } from "../../../config/ssh-key.ts";
import { testRules } from "./table.ts";

const P = "environments.production";
const route = { method: "GET", host: "api", path: "/v1/status", auth: "public", publicReason: "shows component states", limit: "default" };
const privateRoute = { method: "GET", host: "api", path: "/v1/me", auth: "session", role: "member", limit: "default" };

/** OpenSSH line of an RSA public key. */
function rsaLine(bits: number): string {
  const { n = "", e = "" } = generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ format: "jwk" });
  const integer = (text: string) => {
    const bytes = Buffer.from(text, "base64url");
    return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  };
  return line("ssh-rsa", [Buffer.from("ssh-rsa"), integer(e), integer(n)]);
}

function line(algorithm: string, fields: readonly Buffer[]): string {
  const blob = Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      return [length, field];
    }),
  );
  return `${algorithm} ${blob.toString("base64")} somebody`;
}

const mailboxesOn = (domain: string) => ({
  oncall: { kind: "email", address: `oncall@${domain}` },
  manager: { kind: "email", address: `manager@${domain}` },
});
const ed25519 = line("ssh-ed25519", [Buffer.from("ssh-ed25519"), Buffer.alloc(32, 7)]);
const approver = (id: string, sshPublicKey: string) => ({ id, sshPublicKey });
const token = ["gh", "p_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");
const random = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 167 + 13) % 256)).toString("base64url");

testRules("errors", [
  {
    why: "a route on an unknown host",
    bad: { launch: { "routes.status": { ...route, host: "apii" } } },
    found: ["ROUTE_HOST_UNKNOWN routes.status.host"],
    good: { launch: { "routes.status": route } },
  },
  {
    why: "a route on a redirect host",
    bad: { launch: { "routes.status": { ...route, host: "www" } } },
    found: ["ROUTE_ON_REDIRECT routes.status.host"],
    good: { launch: { "routes.status": { ...route, host: "apex" } } },
  },
  {
    why: "one method and path twice, whatever the variable is called",
    bad: {
      launch: {
        "routes.conversation": { ...privateRoute, path: "/v1/conversations/{id}", tenantKey: "organisationId" },
      },
    },
    found: ["ROUTE_TWICE routes.conversation"],
    good: {
      launch: { "routes.conversation": { ...privateRoute, method: "DELETE", path: "/v1/conversations/{id}", tenantKey: "organisationId" } },
    },
  },
  ...["/v1//status", "/v1/status/", "/v1/../status", "/v1/a{id}", "/v1/{}", "/status/{a}/{a}"].map((path) => ({
    why: `the unclear path ${path}`,
    bad: { launch: { "routes.status": { ...route, path } } },
    found: ["ROUTE_PATH_UNCLEAR routes.status.path"],
    good: { launch: { "routes.status": { ...route, path: "/status/{a}/{b}" } } },
  })),
  {
    why: "a public route without a reason",
    bad: { launch: { "routes.health.publicReason": undefined } },
    found: ["ROUTE_PUBLIC_WITHOUT_REASON routes.health.publicReason"],
    good: { launch: { "routes.health.publicReason": "another good reason" } },
  },
  {
    why: "a prefix of public and private routes is no mistake; a cacheable private one is",
    bad: { launch: { "routes.me": { ...privateRoute, cacheable: true } } },
    found: ["ROUTE_CACHES_PRIVATE_DATA routes.me.cacheable"],
    good: { launch: { "routes.me": privateRoute, "routes.status": { ...route, cacheable: true } } },
  },
  {
    why: "a cacheable route that changes something",
    bad: { launch: { "routes.login.cacheable": true } },
    found: ["ROUTE_CACHES_PRIVATE_DATA routes.login.cacheable"],
    good: { launch: { "routes.health.cacheable": true } },
  },
  {
    why: "a session route without a role",
    bad: { launch: { "routes.chat.role": undefined } },
    found: ["ROUTE_WITHOUT_ROLE routes.chat.role"],
    good: { launch: { "routes.chat.role": "guest" } },
  },
  {
    why: "an object route without a tenant",
    bad: { launch: { "routes.conversations.tenantKey": undefined } },
    found: ["ROUTE_WITHOUT_TENANT routes.conversations.tenantKey"],
    good: { launch: { "routes.status": { ...route, path: "/v1/status/{component}" } } },
  },
  {
    why: "a limit that no route uses",
    bad: { launch: { [`${P}.limits.export`]: { requests: 5, periodSeconds: 60, blockSeconds: 60, per: "ip" } } },
    found: [`RATE_LIMIT_WITHOUT_ROUTES ${P}.limits.export`],
    good: { launch: { "environments.staging.limits.chat": undefined } },
  },
  ...["chat", "login", "reset", "webhook"].map((limit) => ({
    why: `production without a limit for ${limit}`,
    bad: { launch: { [`${P}.limits.${limit}`]: undefined } },
    found: [`LIMIT_REQUIRED ${P}.limits.${limit}`],
    good: { launch: { [`environments.staging.limits.${limit}`]: undefined } },
  })),
  ...["aws-chatbot", "ssmart"].map((name) => ({
    why: `the launch name ${name}, under which no parameter can be published`,
    bad: { launch: { name } },
    found: ["LAUNCH_NAME_RESERVED name"],
    good: { launch: { name: `my-${name}` } },
  })),
  ...[
    ["a value of too many bytes", "ü".repeat(2049), "ü".repeat(2048)],
    ["a value that looks like a reference to a parameter", "a {{ b }}", "a { b }"],
  ].map(([why = "", value, good]) => ({
    why,
    bad: { launch: { [`${P}.target.environment.GREETING`]: { value } } },
    found: [`CONFIG_VALUE ${P}.target.environment.GREETING.value`],
    good: { launch: { [`${P}.target.environment.GREETING`]: { value: good } } },
  })),
  {
    why: "a health path that Route 53 does not take",
    bad: { launch: { "routes.health.path": `/${"h".repeat(255)}`, [`${P}.monitors.health.path`]: `/${"h".repeat(255)}` } },
    found: [`CONFIG_VALUE ${P}.monitors.health.path`],
    good: { launch: { "routes.status": { ...route, path: `/${"h".repeat(254)}` }, [`${P}.monitors.health.path`]: `/${"h".repeat(254)}` } },
  },
  {
    why: "a variable that points at no slot",
    bad: { launch: { [`${P}.target.environment.SPARE`]: { secret: "spare-key" } } },
    found: [`SECRET_UNDECLARED ${P}.target.environment.SPARE.secret`],
    good: { launch: { [`${P}.target.environment.SPARE`]: { secret: "llm-key" } } },
  },
  ...[
    { what: "a token", value: token, twin: "ghost" },
    { what: "a URL with a password", value: "postgres://app:hunter2@db.example/app", twin: "postgres://db.example/app" },
    { what: "a URL with a user name", value: "https://deploy@git.example/repo", twin: "https://git.example/@deploy/repo" },
    { what: "a long random token", value: random, twin: "https://app.opsdesk.example/a/long/path/of-words-and-more" },
  ].map(({ what, value, twin }) => ({
    why: `${what} in an environment value`,
    bad: { launch: { [`${P}.target.environment.THING`]: { value } } },
    found: [`SECRET_IN_CONFIG ${P}.target.environment.THING.value`],
    good: { launch: { [`${P}.target.environment.THING`]: { value: twin } } },
  })),
  {
    why: "a vendor's secret even under a public name",
    bad: { launch: { [`${P}.target.environment.PUBLIC_KEY`]: { value: token } } },
    found: [`SECRET_IN_CONFIG ${P}.target.environment.PUBLIC_KEY.value`],
    good: { launch: { [`${P}.target.environment.AUTH_CLIENT_ID`]: { value: random } } },
  },
  {
    why: "a secret by its name",
    bad: { launch: { [`${P}.target.environment.ADMIN_PASSWORD`]: { value: "hunter2" } } },
    found: [`SECRET_IN_CONFIG ${P}.target.environment.ADMIN_PASSWORD.value`],
    good: {
      launch: {
        [`${P}.target.environment.PASSWORD_MIN_LENGTH`]: { value: "12" },
        [`${P}.target.environment.PUBLIC_API_KEY`]: { value: "demo" },
      },
    },
  },
  {
    why: "a secret where nobody expects one, but no hash of a policy",
    bad: { launch: { "secrets.llm-key.purpose": `the key ${token}` } },
    found: ["SECRET_IN_CONFIG secrets.llm-key.purpose"],
    good: { launch: { [`${P}.hosts.app.headers.content-security-policy`]: `script-src 'sha256-${random}='` } },
  },
  {
    why: "a health check of an unknown host",
    bad: { launch: { [`${P}.monitors.health.host`]: "apii" } },
    found: [`MONITOR_HOST_UNKNOWN ${P}.monitors.health.host`],
    good: { launch: { [`${P}.monitors.health.host`]: "api" } },
  },
  {
    why: "a health check of an internal host",
    bad: { launch: { [`${P}.monitors.health.host`]: "admin", "routes.admin-health": { ...route, host: "admin", path: "/healthz" } } },
    found: [`MONITOR_HOST_UNREACHABLE ${P}.monitors.health.host`],
    good: { launch: { [`${P}.monitors.health.host`]: "app", "routes.app-health": { ...route, host: "app", path: "/healthz" } } },
  },
  {
    why: "a health check of a redirect",
    bad: { launch: { [`${P}.monitors.health.host`]: "www" } },
    found: [`MONITOR_HOST_UNREACHABLE ${P}.monitors.health.host`, `MONITOR_ROUTE_UNDECLARED ${P}.monitors.health.path`],
    good: { launch: { [`${P}.monitors.health.host`]: "api" } },
  },
  {
    why: "a health check of a route that needs a session",
    bad: { launch: { [`${P}.monitors.health.path`]: "/v1/conversations/1" } },
    found: [`MONITOR_ROUTE_UNDECLARED ${P}.monitors.health.path`],
    good: { launch: { [`${P}.monitors.health.path`]: "/v1/status/api", "routes.status": { ...route, path: "/v1/status/{component}" } } },
  },
  {
    why: "an unknown alert channel",
    bad: { launch: { [`${P}.alerts.channels.0`]: "nobody" } },
    found: [`ALERT_CHANNEL_UNKNOWN ${P}.alerts.channels.0`],
    good: {
      account: { "alertChannels.nobody": { kind: "email", address: "x@y.example" } },
      launch: { [`${P}.alerts.channels.0`]: "nobody" },
    },
  },
  {
    why: "one person twice",
    bad: { launch: { "people.approvers.1.id": "Ben@opsdesk.example" } },
    found: ["APPROVER_TWICE people.approvers.1"],
    good: { launch: { "people.approvers.1.id": "dan@opsdesk.example" } },
  },
  {
    why: "one key under two names",
    bad: { zone: { "people.approvers": [approver("a@x.example", ed25519), approver("b@x.example", ed25519.replace("somebody", "else"))] } },
    found: ["APPROVER_TWICE people.approvers.1"],
    good: { zone: { "people.approvers": [approver("a@x.example", ed25519), approver("b@x.example", rsaLine(2048))] } },
  },
  {
    why: "a key that is cut off",
    bad: { zone: { "people.approvers.0.sshPublicKey": ed25519.replace(/.{8} somebody$/, "") } },
    found: ["SSH_KEY_UNREADABLE people.approvers.0.sshPublicKey"],
    good: { zone: { "people.approvers.0.sshPublicKey": ed25519 } },
  },
  {
    why: "more approvals than approvers",
    bad: { zone: { "people.quorum": 3, "people.approvers": [approver("a@x.example", ed25519), approver("b@x.example", rsaLine(2048))] } },
    found: ["QUORUM_UNREACHABLE people.quorum"],
    good: { zone: { "people.quorum": 2, "people.approvers": [approver("a@x.example", ed25519), approver("b@x.example", rsaLine(2048))] } },
  },
  {
    why: "a zone with fewer approvers than its strictest environment needs",
    bad: {
      launch: { "people.quorum": 2, "people.approvers": [approver("a@x.example", ed25519), approver("b@x.example", rsaLine(2048))] },
      zone: { "people.approvers": [approver("a@x.example", ed25519)] },
    },
    found: ["QUORUM_UNREACHABLE people.approvers"],
    good: {
      launch: { "people.quorum": 2, "people.approvers": [approver("a@x.example", ed25519), approver("b@x.example", rsaLine(2048))] },
      zone: { "people.approvers": [approver("a@x.example", ed25519), approver("b@x.example", rsaLine(2048))] },
    },
  },
  {
    why: "a weak RSA key",
    bad: { zone: { "people.approvers.0.sshPublicKey": rsaLine(1024) } },
    found: ["SSH_KEY_WEAK people.approvers.0.sshPublicKey"],
    good: { zone: { "people.approvers.0.sshPublicKey": rsaLine(2048) } },
  },
]);

describe("warnings", () => {
  testRules("warnings", [
    {
      why: "a limit class without a limit",
      bad: { launch: { "environments.staging.limits.login": undefined } },
      found: ["LIMIT_UNDECLARED environments.staging.limits.login"],
      good: { launch: { "environments.staging.limits.login.requests": 20 } },
    },
    {
      why: "alarms that depend on the domain they watch",
      bad: { account: { alertChannels: mailboxesOn("mail.opsdesk.example") } },
      found: [`ALERT_CHANNEL_ON_OWN_DOMAIN ${P}.alerts.channels`, "ALERT_CHANNEL_ON_OWN_DOMAIN environments.staging.alerts.channels"],
      good: { account: { alertChannels: mailboxesOn("notopsdesk.example") } },
    },
    {
      why: "both alert channels on the domain, but not one of them",
      bad: { account: { alertChannels: mailboxesOn("OPSDESK.example") } },
      found: [`ALERT_CHANNEL_ON_OWN_DOMAIN ${P}.alerts.channels`, "ALERT_CHANNEL_ON_OWN_DOMAIN environments.staging.alerts.channels"],
      good: { account: { "alertChannels.oncall.address": "oncall@opsdesk.example" } },
    },
    ...[["oncall"], ["oncall", "oncall"]].map((channels) => ({
      why: `alarms that go to ${channels.join(" and ")} only`,
      bad: { launch: { [`${P}.alerts.channels`]: channels } },
      found: [`ALERT_CHANNEL_SINGLE ${P}.alerts.channels`],
      good: { launch: { [`${P}.alerts.channels`]: ["manager", "oncall"] } },
    })),
    {
      why: "an owner who is the only approver",
      bad: { zone: { "people.owner": "BEN@opsdesk.example" } },
      found: ["APPROVER_IS_ONLY_OWNER people.approvers"],
      good: { zone: { "people.owner": "ana@opsdesk.example" } },
    },
    {
      why: "nobody to take over",
      bad: { launch: { "people.recipient": undefined } },
      found: ["RECIPIENT_MISSING people.recipient"],
      good: { launch: { "people.recipient": "dan@northwind.example" } },
    },
  ]);
});

describe("parseSshKey", () => {
  it.each([
    [line("ssh-ed25519", [Buffer.from("ssh-rsa"), Buffer.alloc(32)]), "a key of another type than ssh-ed25519"],
    [line("ssh-ed25519", [Buffer.from("ssh-ed25519"), Buffer.alloc(31)]), "an ed25519 key of the wrong length"],
    [line("ssh-ed25519", [Buffer.from("ssh-ed25519"), Buffer.alloc(32), Buffer.alloc(1)]), "an ed25519 key of the wrong length"],
    ["ssh-ed25519 AAA=A", "broken base64"],
  ])("refuses %s", (text, reason) => {
    expect(parseSshKey(text)).toEqual({ ok: false, reason });
  });

  it("counts the bits of RSA keys", () => {
    expect(parseSshKey(rsaLine(2048))).toMatchObject({ ok: true, bits: 2048 });
  });
});
