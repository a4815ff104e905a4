import { testRules } from "./table.ts";

const ACCOUNT = "config/account.ts: ";
const s3 = (more: object = {}) => ({ kind: "s3", bucket: "opsdesk-states", region: "eu-west-1", ...more });
const state = (more: object = {}) => ({ account: { state: s3(more) } });
const trail = (more: object = {}) => ({ kind: "trail", bucket: "opsdesk-audit", ...more });
const audit = (more: object = {}) => ({ account: { audit: trail(more) } });
const key = (accountId: string) => `arn:aws:kms:eu-west-1:${accountId}:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`;

testRules("errors", [
  ...[
    "xn--opsdesk-states",
    "sthree-opsdesk",
    "amzn-s3-demo-opsdesk",
    "opsdesk-s3alias",
    "opsdesk--ol-s3",
    "opsdesk--x-s3",
    "opsdesk--table-s3",
    "opsdesk.states",
    "192.168.5.4",
  ].map((bucket) => ({
    why: `states in a bucket called ${bucket}`,
    bad: state({ bucket }),
    found: [`BUCKET_NAME_UNUSABLE ${ACCOUNT}state.bucket`],
    good: state({ bucket, managed: false }), // somebody else has it already
  })),
  {
    why: "a trail in a bucket with dots",
    bad: audit({ bucket: "opsdesk.audit" }),
    found: [`BUCKET_NAME_UNUSABLE ${ACCOUNT}audit.bucket`],
    good: audit(),
  },
  {
    why: "a trail in the bucket of the states",
    bad: { account: { state: s3(), audit: trail({ bucket: "opsdesk-states" }) } },
    found: [`BUCKET_SHARED ${ACCOUNT}audit.bucket`],
    good: { account: { state: s3(), audit: trail() } },
  },
  {
    why: "a bucket to be made in another region",
    bad: state({ region: "eu-central-1" }),
    found: [`STATE_REGION_OTHER ${ACCOUNT}state.region`],
    good: state({ region: "eu-central-1", managed: false }),
  },
  ...["nobody", "constructor", "__proto__x"].map((channel) => ({
    why: `a budget that ${channel} hears of`,
    bad: { account: { budget: { monthlyUsd: 500, channel } } },
    found: channel === "__proto__x" ? [`CONFIG_VALUE ${ACCOUNT}budget.channel`] : [`ALERT_CHANNEL_UNKNOWN ${ACCOUNT}budget.channel`],
    good: { account: { budget: { monthlyUsd: 500, channel: "oncall" } } },
  })),
  {
    why: "a budget without a channel",
    bad: { account: { budget: { monthlyUsd: 500 } } },
    found: [`CONFIG_MISSING ${ACCOUNT}budget.channel`],
    good: { account: { budget: { monthlyUsd: 0.01, channel: "oncall" } } },
  },
  ...[0, -5, 1e9, 1.005, Number.POSITIVE_INFINITY].map((monthlyUsd) => ({
    why: `a budget of ${monthlyUsd} dollars`,
    bad: { account: { budget: { monthlyUsd, channel: "oncall" } } },
    found: [`CONFIG_VALUE ${ACCOUNT}budget.monthlyUsd`],
    good: { account: { budget: { monthlyUsd: 1234.56, channel: "oncall" } } },
  })),
  {
    why: "two keys for one use",
    bad: { account: { keys: ["logs", "alerts", "logs"] } },
    found: [`CONFIG_VALUE ${ACCOUNT}keys`],
    good: { account: { keys: ["logs", "alerts"] } },
  },
  {
    why: "a key for something unheard of",
    bad: { account: { keys: ["state"] } },
    found: [`CONFIG_VALUE ${ACCOUNT}keys.0`],
    good: { account: { keys: [] } },
  },
  {
    why: "a trail that is kept shorter than AWS shows events anyway",
    bad: audit({ retentionDays: 90 }),
    found: [`CONFIG_VALUE ${ACCOUNT}audit.retentionDays`],
    good: audit({ retentionDays: 366 }),
  },
  {
    why: "an audit trail elsewhere, nobody says where",
    bad: { account: { audit: { kind: "elsewhere" } } },
    found: [`CONFIG_MISSING ${ACCOUNT}audit.where`],
    good: { account: { audit: { kind: "elsewhere", where: "the organisation's trail in account 999988887777" } } },
  },
]);

testRules("warnings", [
  {
    why: "a bucket name that anybody might have",
    bad: state({ bucket: "terraform-state" }),
    found: [`BUCKET_NAME_COMMON ${ACCOUNT}state.bucket`],
    good: state({ bucket: "terraform-state-111122223333" }),
  },
  {
    why: "a trail's bucket with a name that anybody might have",
    bad: audit({ bucket: "audit-logs" }),
    found: [`BUCKET_NAME_COMMON ${ACCOUNT}audit.bucket`],
    good: audit({ bucket: "audit-logs-of-opsdesk" }),
  },
  {
    why: "saved plans under another account's key",
    bad: state({ kmsKey: key("999988887777") }),
    found: [`PLAN_KEY_FOREIGN ${ACCOUNT}state.kmsKey`],
    good: state({ kmsKey: key("111122223333") }),
  },
  {
    why: "a budget that is told in the product's own mail domain",
    bad: {
      account: {
        "alertChannels.money": { kind: "email", address: "ops@mail.opsdesk.example" },
        budget: { monthlyUsd: 5, channel: "money" },
      },
    },
    found: [`ALERT_CHANNEL_ON_OWN_DOMAIN ${ACCOUNT}budget.channel`],
    good: { account: { budget: { monthlyUsd: 5, channel: "oncall" } } },
  },
  {
    why: "a trail that is kept for less than a year",
    bad: audit({ retentionDays: 200 }),
    found: [`AUDIT_RETENTION_SHORT ${ACCOUNT}audit.retentionDays`],
    good: audit({ retentionDays: 365 }),
  },
]);
