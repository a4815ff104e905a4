import { generateKeyPairSync } from "node:crypto";
import { checkConfigs } from "../../../config/check.ts";
import { renderTxt } from "../../../mail/txt.ts";
import { changed, locked } from "../change.ts";
import { testRules } from "./table.ts";

const txt = (name: string, text: string) => ({ zone: { "records.extra": { type: "TXT", name, text }, ...policyHostFor(name) } });
/** Where an announcement leads. */
const policyHostFor = (name: string) =>
  name.startsWith("_mta-sts.") ? { "records.host": { type: "CNAME", name: name.slice(1), target: "x.example.net", https: true } } : {};
const alias = (name: string, target: string, proxied = false) => ({
  zone: { "records.extra": { type: "CNAME", name, target, proxied } },
});

const DMARC = "_dmarc.news.opsdesk.example";
const DKIM = "k1._domainkey.news.opsdesk.example";
const STS = "_mta-sts.news.opsdesk.example";
const TLS = "_smtp._tls.news.opsdesk.example";
const BIMI = "default._bimi.opsdesk.example";
const GOOD_DMARC = "v=DMARC1; p=reject; rua=mailto:dmarc@opsdesk.example";

const key = (bits: number) => generateKeyPairSync("rsa", { modulusLength: bits });
const spki = (bits: number) => key(bits).publicKey.export({ format: "der", type: "spki" }).toString("base64");
const strong = spki(2048);
const ed25519 = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
const privateHalf = key(2048).privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");

/** A text that is refused at a name, and one that is right there. */
const texts = (name: string, code: string, good: string, ...bad: readonly string[]) =>
  bad.map((text) => ({
    why: `${code}: ${text.slice(0, 50)}`,
    bad: txt(name, text),
    found: [`${code} records.extra`],
    good: txt(name, good),
  }));

testRules("errors", [
  ...texts(DMARC, "DMARC_NOT_RECOGNISED", GOOD_DMARC, "p=reject; v=DMARC1", "v=DMARC1, p=reject", "hello"),
  ...texts(DMARC, "DMARC_MALFORMED", GOOD_DMARC, "v=DMARC1; p=rejct; rua=mailto:dmarc@opsdesk.example"),
  ...texts(DMARC, "DMARC_PCT", GOOD_DMARC, `${GOOD_DMARC}; pct=50`),
  ...texts("news.opsdesk.example", "DMARC_MISPLACED", "hello", GOOD_DMARC, "V=DMARC1; p=none"),
  ...texts(
    DKIM,
    "DKIM_RECORD_MALFORMED",
    `v=DKIM1; k=rsa; p=${strong}`,
    "v=DKIM1; k=rsa; p=not base64!!",
    `v=DKIM1; p=-----BEGIN PUBLIC KEY-----${strong}-----END PUBLIC KEY-----`,
    `v=DKIM1; p=${key(2048).publicKey.export({ format: "der", type: "pkcs1" }).toString("base64")}`,
    `v=DKIM1; k=ed25519; p=${strong}`,
    `v=DKIM1; k=dsa; p=${strong}`,
    `v=DKIM1; h=sha1; p=${strong}`,
    `v=DKIM1; s=web; p=${strong}`,
    `v=dkim1; p=${strong}`,
    `p=${strong}; v=DKIM1`,
    "v=DKIM1; k=rsa",
    `v=DKIM1; p=${strong}; p=${strong}`,
  ),
  ...texts(DKIM, "DKIM_KEY_SHORT", `v=DKIM1; k=ed25519; p=${ed25519}`, `v=DKIM1; p=${spki(768)}`),
  ...texts(STS, "MTA_STS_MALFORMED", "v=STSv1; id=20261125T000000", "v=STSv1; id=2024-01-01", "v=STSv1", `v=STSv1; id=${"a".repeat(33)}`),
  ...texts(
    TLS,
    "TLS_RPT_MALFORMED",
    "v=TLSRPTv1; rua=mailto:tls@opsdesk.example,https://reports.example/v1",
    "v=TLSRPTv1; rua=tls@opsdesk.example",
    "v=TLSRPTv1",
    "v=TLSRPT1; rua=mailto:a@opsdesk.example",
  ),
  ...texts(
    BIMI,
    "BIMI_MALFORMED",
    "v=BIMI1; l=https://opsdesk.example/logo.svg; a=https://opsdesk.example/logo.pem",
    "v=BIMI1; l=http://opsdesk.example/logo.svg",
    "v=BIMI1; l=https://opsdesk.example/logo.png",
    "v=BIMI1",
  ),
  ...[{ "mail.dmarc.policy": "none" }, { "mail.dmarc.subdomainPolicy": "none" }, { "mail.dmarc.testing": true }].map((weak) => ({
    why: `a logo under ${JSON.stringify(weak)}`,
    bad: { zone: { ...weak, ...txt(BIMI, "v=BIMI1; l=https://opsdesk.example/logo.svg").zone } },
    found: ["BIMI_WITHOUT_ENFORCEMENT records.extra"],
    good: { zone: { ...txt(BIMI, "v=BIMI1; l=https://opsdesk.example/logo.svg").zone } },
  })),
  {
    why: "two keys under one selector, of which one names no version",
    bad: {
      zone: {
        ...txt(DKIM, `v=DKIM1; p=${strong}`).zone,
        "records.other": { type: "TXT", name: DKIM, text: `p=${ed25519}; k=ed25519` },
      },
    },
    found: ["RECORD_POLICY_TWICE records.extra", "RECORD_POLICY_TWICE records.other"],
    good: txt(DKIM, `v=DKIM1; p=${strong}`),
  },
  {
    why: "a key behind the proxy",
    bad: { ...alias(DKIM, "k1.crm.example", true), lock: [locked("k1.crm.example", "TXT", "p=key")] },
    found: ["HOST_TOO_DEEP records.extra.name", "DKIM_PROXIED records.extra.proxied"],
    good: { ...alias(DKIM, "k1.crm.example"), lock: [locked("k1.crm.example", "TXT", "p=key")] },
  },
  {
    why: "a key alias that leads nowhere",
    bad: { ...alias(DKIM, "k1.crm.example"), lock: [locked("k1.crm.example", "TXT")] },
    found: ["MAIL_TARGET_GONE records.extra"],
    good: { ...alias(DKIM, "k1.crm.example"), lock: [locked("k1.crm.example", "TXT", "p=key")] },
  },
  {
    why: "reports to domains that take no mail",
    bad: {
      zone: { "mail.dmarc.reportTo": ["a@x.example", "b@y.example", "c@z.example"] },
      lock: [
        locked("x.example", "MX", "0 ."),
        locked("y.example", "MX"),
        locked("y.example", "A"),
        locked("y.example", "AAAA"),
        { ...locked("z.example", "MX"), answer: "nxdomain" },
        ...["x", "y", "z"].map((each) => locked(`opsdesk.example._report._dmarc.${each}.example`, "TXT", "v=DMARC1")),
      ],
    },
    found: [...Array(3)].map(() => "DMARC_REPORTS_UNDELIVERABLE mail.dmarc"),
    good: {
      zone: { "mail.dmarc.reportTo": ["a@x.example", "b@y.example"] },
      lock: [
        locked("x.example", "MX", "10 mx.x.example"),
        locked("y.example", "MX"),
        locked("y.example", "A", "192.0.2.1"),
        locked("y.example", "AAAA"),
        ...["x", "y"].map((each) => locked(`opsdesk.example._report._dmarc.${each}.example`, "TXT", "v=DMARC1")),
      ],
    },
  },
  {
    why: "reports to a domain that the lock does not know",
    bad: { zone: { "mail.dmarc.reportTo": ["a@x.example"] } },
    found: ["DNS_NOT_LOCKED mail"],
    good: {
      zone: { "mail.dmarc.reportTo": ["a@x.example"] },
      lock: [locked("x.example", "MX", "10 mx.x.example"), locked("opsdesk.example._report._dmarc.x.example", "TXT", "v=DMARC1;")],
    },
  },
  {
    why: "a sender from a name whose own policy is enforced",
    bad: {
      zone: {
        ...txt(DMARC, GOOD_DMARC).zone,
        "mail.dmarc.subdomainPolicy": "none",
        "mail.senders.2": {
          kind: "custom",
          name: "crm",
          from: ["news.opsdesk.example"],
          spfTerms: ["include:crm.example"],
          envelope: "theirs",
        },
      },
    },
    found: ["SENDER_NOT_ALIGNED mail.senders.2"],
    good: {
      zone: {
        ...txt(DMARC, GOOD_DMARC).zone,
        "mail.senders.2": { kind: "custom", name: "crm", from: ["news.opsdesk.example"], spfTerms: ["include:crm.example"] },
      },
    },
  },
  {
    why: "a sender from a name that is an organisation of its own",
    bad: {
      zone: {
        ...txt(DMARC, `${GOOD_DMARC}; psd=n`).zone,
        "mail.senders.2": { kind: "custom", name: "crm", from: ["news.opsdesk.example"], spfTerms: ["include:crm.example"] },
      },
    },
    found: ["SENDER_NOT_ALIGNED mail.senders.2"],
    good: {
      zone: {
        ...txt(DMARC, GOOD_DMARC).zone,
        "mail.senders.2": { kind: "custom", name: "crm", from: ["news.opsdesk.example"], spfTerms: ["include:crm.example"] },
      },
    },
  },
]);

const STS_HOST = { mode: "testing", policyHostedAt: "x.example.net" };
const sts = (more: object = {}) => ({ "mail.mtaSts": { ...STS_HOST, ...more } });

describe("MTA-STS", () => {
  testRules("errors", [
    {
      why: "a policy for nobody",
      bad: { zone: { ...sts(), "mail.mx": [], "mail.dmarc.reportTo": ["a@mail.opsdesk.example"], ...mailHost().zone } },
      found: ["MTA_STS_WITHOUT_MX mail.mtaSts.mode"],
      good: { zone: sts() },
    },
    {
      why: "a policy that refuses mail and tells nobody",
      bad: { zone: sts({ mode: "enforce" }) },
      found: ["MTA_STS_UNWATCHED mail.mtaSts.mode"],
      good: { zone: { ...sts({ mode: "enforce" }), "mail.tlsReportTo": ["tls@opsdesk.example", "https://reports.example/v1"] } },
    },
    {
      why: "a host of a launch in the policy's place",
      bad: { zone: sts(), launch: { "environments.staging.hosts.app.name": "mta-sts.opsdesk.example" } },
      found: ["MTA_STS_BLOCKED mail.mtaSts"],
      good: { zone: sts() },
    },
    {
      why: "attack mode in front of the policy",
      bad: { zone: { ...sts({ proxied: true }), "bots.likelyAutomated": "managed_challenge" } },
      found: ["MTA_STS_BLOCKED bots.likelyAutomated"],
      good: { zone: { ...sts({ proxied: false }), "bots.likelyAutomated": "managed_challenge" } },
    },
    {
      why: "an age that senders do not take",
      bad: { zone: sts({ maxAgeSeconds: 31_557_601 }) },
      found: ["CONFIG_VALUE mail.mtaSts.maxAgeSeconds"],
      good: { zone: sts({ maxAgeSeconds: 31_557_600 }) },
    },
  ]);

  const mailOf = (more: object) => {
    const zone = checkConfigs(changed({ zone: { ...sts(more), "mail.tlsReportTo": ["tls@opsdesk.example"] } })).model?.zones.get(
      "zone/opsdesk.example",
    );
    return { mail: zone?.mail, names: (zone?.base.records ?? []).map(({ name, content }) => `${name} ${content}`) };
  };

  it("names every mail host, and is announced only when told so", () => {
    const { mail, names } = mailOf({});
    expect(mail?.mtaSts?.policy).toBe("version: STSv1\r\nmode: testing\r\nmx: smtp.google.com\r\nmax_age: 604800\r\n");
    expect(names).toContain("mta-sts.opsdesk.example x.example.net");
    expect(names).toContain('_smtp._tls.opsdesk.example "v=TLSRPTv1; rua=mailto:tls@opsdesk.example"');
    expect(names.filter((each) => each.startsWith("_mta-sts."))).toEqual([]);
  });

  it("has an id that follows the policy", () => {
    const ids = [{}, {}, { mode: "none" }, { maxAgeSeconds: 86_400 }].map(
      (more) => mailOf({ ...more, announced: true }).mail?.mtaSts?.record,
    );
    expect(ids[0]).toMatch(/^v=STSv1; id=[0-9a-f]{32}$/);
    expect([ids[0] === ids[1], new Set(ids).size]).toEqual([true, 3]);
  });
});

describe("warnings", () => {
  testRules("warnings", [
    {
      why: "a domain without mail that lets others send",
      bad: { zone: { "mail.mx": [], "mail.senders": [], "mail.dmarc.reportTo": ["a@mail.opsdesk.example"], ...mailHost().zone } },
      found: ["MAIL_PARKED_OPEN mail.dmarc.policy", "MAIL_PARKED_OPEN mail.spfAll"],
      good: {
        zone: {
          "mail.mx": [],
          "mail.senders": [],
          "mail.spfAll": "fail",
          "mail.dmarc.policy": "reject",
          "mail.dmarc.reportTo": ["a@mail.opsdesk.example"],
          ...mailHost().zone,
        },
      },
    },
    {
      why: "a weak DKIM key",
      bad: { zone: { "mail.senders.0.dkim.publicKey": spki(1024) } },
      found: ["DKIM_KEY_WEAK mail.senders.0.dkim.publicKey"],
      good: { zone: { "mail.senders.0.dkim.publicKey": ed25519 } },
    },
    {
      why: "a written key that is weak and in test mode",
      bad: txt(DKIM, `v=DKIM1; t=y; p=${spki(1024)}`),
      found: ["DKIM_KEY_WEAK records.extra", "DKIM_TESTING records.extra"],
      good: txt(DKIM, `v=DKIM1; t=s; p=${spki(4096)}`),
    },
    {
      why: "a policy that an alias hands to somebody else",
      bad: { ...alias(DMARC, "dmarc.crm.example"), lock: [locked("dmarc.crm.example", "TXT", GOOD_DMARC)] },
      found: ["DMARC_DELEGATED records.extra"],
      good: txt(DMARC, GOOD_DMARC),
    },
    ...["p=none", "p=reject; sp=none", "p=reject; t=y"].map((tags) => ({
      why: `a written policy that does not enforce: ${tags}`,
      bad: txt(DMARC, `v=DMARC1; ${tags}; rua=mailto:dmarc@opsdesk.example`),
      found: ["DMARC_NOT_ENFORCED records.extra"],
      good: txt(DMARC, GOOD_DMARC),
    })),
    {
      why: "a test that asks for nothing",
      bad: { zone: { "mail.dmarc.policy": "none", "mail.dmarc.testing": true } },
      found: ["DMARC_TAG_IGNORED mail.dmarc", "DMARC_NOT_ENFORCED mail.dmarc.policy"],
      good: { zone: { "mail.dmarc.policy": "reject" } },
    },
    {
      why: "a policy in its test",
      bad: { zone: { "mail.dmarc.testing": true } },
      found: ["DMARC_NOT_ENFORCED mail.dmarc.testing"],
      good: { zone: { "mail.dmarc.nonexistentPolicy": "reject" } },
    },
    {
      why: "options for reports that nobody gets",
      bad: { zone: { "mail.dmarc.failureOptions": ["1"] } },
      found: ["DMARC_TAG_IGNORED mail.dmarc"],
      good: { zone: { "mail.dmarc.failureOptions": ["1"], "mail.dmarc.failureReportTo": ["one@opsdesk.example"] } },
    },
    {
      why: "reports to a domain that did not agree",
      bad: {
        zone: { "mail.dmarc.reportTo": ["a@x.example"] },
        lock: [locked("x.example", "MX", "10 mx.x.example"), locked("opsdesk.example._report._dmarc.x.example", "TXT")],
      },
      found: ["DMARC_REPORTS_ELSEWHERE mail.dmarc"],
      good: { zone: { "mail.dmarc.reportTo": ["a@mail.opsdesk.example"], ...mailHost().zone } },
    },
  ]);
});

function mailHost() {
  return { zone: { "records.mail-mx": { type: "MX", name: "mail.opsdesk.example", host: "smtp.google.com", priority: 1 } } };
}

it("never shows a private key that stands where the public one belongs", () => {
  const { errors } = checkConfigs(changed(txt(DKIM, `v=DKIM1; p=${privateHalf}`)));
  expect(errors.map(({ parts }) => parts.code)).toContain("DKIM_RECORD_MALFORMED");
  expect(errors.map(({ message }) => message).join("\n")).not.toContain(privateHalf.slice(40, 80));
});

it("says for a domain without mail that no selector has a key, and for others nothing of the kind", () => {
  const parked = {
    "mail.mx": [],
    "mail.senders": [],
    "mail.dmarc.reportTo": ["a@mail.opsdesk.example"],
    ...mailHost().zone,
  };
  const contents = [parked, {}].map((zone) => {
    const { model } = checkConfigs(changed({ zone }));
    return (model?.zones.get("zone/opsdesk.example")?.base.records ?? [])
      .filter(({ name }) => name.startsWith("*."))
      .map(({ name, content }) => `${name} ${content}`);
  });
  expect(contents).toEqual([['*._domainkey.opsdesk.example "v=DKIM1; p="'], []]);
});

it("agrees to the reports of a neighbour, in the zone that gets them", () => {
  const raw = changed({});
  const [own] = raw.zones;
  const neighbour = { ...Object(own?.data), domain: "shop.example", zoneId: "0".repeat(32), records: {}, dnssec: undefined };
  const data = { ...neighbour, mail: { mx: [], senders: [], dmarc: { policy: "reject", reportTo: ["dmarc@opsdesk.example"] } } };
  const { model, errors } = checkConfigs({ ...raw, zones: [...raw.zones, { file: "config/zones/shop.example.ts", data }] });
  expect(errors).toEqual([]);
  expect(model?.zones.get("zone/opsdesk.example")?.base.records).toContainEqual({
    key: "mail-dmarc-reports-shop_example",
    concern: "mail",
    name: "shop.example._report._dmarc.opsdesk.example",
    type: "TXT",
    content: renderTxt("v=DMARC1"),
    ttlSeconds: 300,
    proxied: false,
  });
});

describe("keys that no sender signs with", () => {
  const NOW = new Date("2026-11-25T12:00:00Z");
  const draining = (since: string) => ({ state: "draining", selector: "old", publicKey: strong, since });
  const revoked = (drainingSince: string) => ({ state: "revoked", selector: "old", drainingSince });
  const found = (key: object) => {
    const { errors, warnings } = checkConfigs(changed({ zone: { "mail.idleKeys": [key] } }), undefined, NOW);
    return [...errors, ...warnings.filter(({ parts }) => parts.code.startsWith("DKIM"))].map(
      ({ parts }) => `${parts.code} ${parts.where.replace("config/zones/opsdesk.example.ts: ", "")}`,
    );
  };

  it.each([
    { key: { state: "prepublish", selector: "next", publicKey: strong }, says: [] },
    { key: draining("2026-11-25"), says: [] },
    { key: draining("2026-11-26"), says: ["DKIM_DRAINS_TOO_SHORT mail.idleKeys.0.since"] },
    { key: draining("2026-10-26"), says: [] },
    { key: draining("2026-10-25"), says: ["DKIM_DRAINS_TOO_LONG mail.idleKeys.0.since"] },
    { key: revoked("2026-11-18"), says: [] },
    { key: revoked("2026-11-19"), says: ["DKIM_DRAINS_TOO_SHORT mail.idleKeys.0.drainingSince"] },
    { key: { state: "prepublish", selector: "google", publicKey: strong }, says: ["DKIM_SELECTOR_TWICE mail.idleKeys.0"] },
    { key: { state: "prepublish", selector: "google", label: "mg", publicKey: strong }, says: [] },
    { key: { state: "prepublish", selector: "next", publicKey: spki(1024) }, says: ["DKIM_KEY_WEAK mail.idleKeys.0.publicKey"] },
    { key: { state: "prepublish", selector: "next", publicKey: privateHalf }, says: ["DKIM_KEY_UNREADABLE mail.idleKeys.0.publicKey"] },
  ])("$key.state $key.selector $key.since$key.drainingSince", ({ key, says }) => expect(found(key)).toEqual(says));

  it("keep their address while they change their state, and end as an empty key", () => {
    const records = [draining("2026-11-20"), revoked("2026-11-10")].map((key) => {
      const { model } = checkConfigs(changed({ zone: { "mail.idleKeys": [key] } }), undefined, NOW);
      return model?.zones.get("zone/opsdesk.example")?.base.records.find(({ name }) => name.startsWith("old."));
    });
    expect(records.map((record) => [record?.key, record?.content.slice(0, 20)])).toEqual([
      ["mail-dkim-old", '"v=DKIM1; k=rsa; p=M'],
      ["mail-dkim-old", '"v=DKIM1; p="'],
    ]);
  });
});
