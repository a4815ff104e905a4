import { checkConfigs } from "../../../config/check.ts";
import { changed } from "../change.ts";
import { testRules } from "./table.ts";

const P = "environments.production";
const S = "environments.staging";
const HAND = { by: "hand", everyDays: 90 };
const lambda = (region: string) => `arn:aws:lambda:${region}:111122223333:function:rotate-database`;
const FUNCTION = { by: "function", everyDays: 30, function: lambda("eu-west-1"), onRotation: "redeploy" };
const role = (account: string) => `arn:aws:iam::${account}:role/chatbot/Application2Role`;
const OWN_KEY = { key: "arn:aws:kms:eu-west-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef" };
const WIDGET = { login: { hosts: ["app"], secret: "llm-key", sitekey: "0x4AAAAAAAAAAAAAAAA" } };

/** Put together at run time, so that no scanner takes this file for a leak. */
const made = (...parts: readonly string[]): string => parts.join("");
const URL_WITH_PASSWORD = made("postgres://", "app:word-of-mine@db.example/app");

testRules("errors", [
  {
    why: "a slot that nobody uses",
    bad: { launch: { "secrets.spare-key": { purpose: "nothing", rotation: HAND } } },
    found: ["SECRET_UNUSED secrets.spare-key"],
    good: {
      launch: { "secrets.spare-key": { purpose: "something", rotation: HAND }, [`${S}.target.environment.SPARE`]: { secret: "spare-key" } },
    },
  },
  {
    why: "a slot that only a role outside reads, misspelt",
    bad: { launch: { [`${P}.secretReaders`]: { "llm-kye": [role("111122223333")] } } },
    found: [`SECRET_UNDECLARED ${P}.secretReaders.llm-kye`],
    good: {
      launch: {
        "secrets.worker-key": { purpose: "read outside", rotation: HAND },
        [`${P}.secretReaders`]: { "worker-key": [role("111122223333")] },
      },
    },
  },
  {
    why: "a slot with the name of a thing that every object has",
    bad: { launch: { [`${P}.target.environment.THING`]: { secret: "constructor" } } },
    found: [`SECRET_UNDECLARED ${P}.target.environment.THING.secret`],
    good: { launch: { [`${P}.target.environment.THING`]: { secret: "llm-key" } } },
  },
  ...[
    ["*", "everybody"],
    ["arn:aws:iam::111122223333:root", "a whole account"],
    ["arn:aws:iam::111122223333:role/*", "every role"],
    ["111122223333", "an account by number"],
  ].map(([reader = "", why = ""]) => ({
    why: `a slot open to ${why}`,
    bad: { launch: { [`${P}.secretReaders`]: { "llm-key": [reader] } } },
    found: [`CONFIG_VALUE ${P}.secretReaders.llm-key.0`],
    good: { launch: { [`${P}.secretReaders`]: { "llm-key": [role("111122223333")] } } },
  })),
  {
    why: "a deletion that cannot be taken back",
    bad: { launch: { "secrets.llm-key.recoveryWindowDays": 0 } },
    found: ["CONFIG_VALUE secrets.llm-key.recoveryWindowDays"],
    good: { launch: { "secrets.llm-key.recoveryWindowDays": 7 } },
  },
  {
    why: "a window that Secrets Manager does not have",
    bad: { launch: { "secrets.llm-key.recoveryWindowDays": 31 } },
    found: ["CONFIG_VALUE secrets.llm-key.recoveryWindowDays"],
    good: { launch: { "secrets.llm-key.recoveryWindowDays": 30 } },
  },
  {
    why: "a value in the slot",
    bad: { launch: { "secrets.llm-key.value": "of mine" } },
    found: ["CONFIG_UNKNOWN_FIELD secrets.llm-key"],
    good: { launch: { "secrets.llm-key.purpose": "of mine" } },
  },
  {
    why: "a value that may grow old",
    bad: { launch: { "secrets.llm-key.rotation.everyDays": 91, "secrets.mail-key.rotation": { ...FUNCTION, everyDays: 365 } } },
    found: ["SECRET_ROTATION_SLOW secrets.llm-key.rotation.everyDays", "SECRET_ROTATION_SLOW secrets.mail-key.rotation.everyDays"],
    good: { launch: { "secrets.llm-key.rotation": { by: "nobody", reason: "the vendor has one key for each contract" } } },
  },
  {
    why: "a rotation of what nobody can rotate",
    bad: { launch: { "secrets.llm-key.rotation": { by: "nobody", reason: "no API", everyDays: 30 } } },
    found: ["CONFIG_UNKNOWN_FIELD secrets.llm-key.rotation"],
    good: { launch: { "secrets.llm-key.rotation": { by: "nobody", reason: "no API" } } },
  },
  {
    why: "a function in another region",
    bad: { launch: { "secrets.llm-key.rotation": { ...FUNCTION, function: lambda("eu-central-1") } } },
    found: ["SECRET_ROTATION_IMPOSSIBLE secrets.llm-key.rotation.function"],
    good: { launch: { "secrets.llm-key.rotation": FUNCTION } },
  },
  {
    why: "a function by alias, which Secrets Manager would not follow",
    bad: { launch: { "secrets.llm-key.rotation": { ...FUNCTION, function: `${lambda("eu-west-1")}:live` } } },
    found: ["CONFIG_VALUE secrets.llm-key.rotation.function"],
    good: { launch: { "secrets.llm-key.rotation": FUNCTION } },
  },
  {
    why: "a function for what Cloudflare makes",
    bad: { launch: { "secrets.llm-key.rotation": FUNCTION, [`${P}.turnstile`]: WIDGET } },
    found: ["SECRET_ROTATION_IMPOSSIBLE secrets.llm-key.rotation.by"],
    good: { launch: { [`${P}.turnstile`]: WIDGET } },
  },
  ...[
    "arn:aws:kms:eu-west-1:111122223333:alias/aws/secretsmanager",
    "alias/aws/secretsmanager",
    "arn:aws:kms:us-east-1:111122223333:key/mine",
  ].map((key) => ({
    why: `the key ${key}`,
    bad: { launch: { "secrets.llm-key.kms": { key } } },
    found: ["SECRET_KEY_UNUSABLE secrets.llm-key.kms.key"],
    good: { launch: { "secrets.llm-key.kms": { key: "alias/chatbot-secrets" } } },
  })),
  {
    why: "a key that is no key",
    bad: { launch: { "secrets.llm-key.kms": { key: "chatbot-secrets" } } },
    found: ["CONFIG_VALUE secrets.llm-key.kms.key"],
    good: { launch: { "secrets.llm-key.kms": OWN_KEY } },
  },
  {
    why: "a reader in another account under AWS's own key",
    bad: { launch: { [`${P}.secretReaders`]: { "llm-key": [role("111122223333"), role("999988887777")] } } },
    found: [`SECRET_KEY_UNUSABLE ${P}.secretReaders.llm-key.1`],
    good: { launch: { [`${P}.secretReaders`]: { "llm-key": [role("999988887777")] }, "secrets.llm-key.kms": OWN_KEY } },
  },
  {
    why: "a slot for readers that nobody names",
    bad: { launch: { "secrets.llm-key.onlyReaders": true, [`${P}.secretReaders`]: { "llm-key": [role("111122223333")] } } },
    found: [`SECRET_READERS_MISSING ${S}.secretReaders.llm-key`],
    good: {
      launch: {
        "secrets.llm-key.onlyReaders": true,
        [`${P}.secretReaders`]: { "llm-key": [role("111122223333")] },
        [`${S}.secretReaders`]: { "llm-key": [role("111122223333")] },
      },
    },
  },
  {
    why: "a URL with credentials in a variable",
    bad: { launch: { [`${P}.target.environment.DATABASE`]: { value: URL_WITH_PASSWORD } } },
    found: [`SECRET_IN_CONFIG ${P}.target.environment.DATABASE.value`],
    good: { launch: { [`${P}.target.environment.DATABASE`]: { value: "postgres://db.example/app" } } },
  },
  {
    why: "a connection string in a variable",
    bad: { launch: { [`${P}.target.environment.DATABASE`]: { value: made("host=db user=app pass", "word=word-of-mine") } } },
    found: [`SECRET_IN_CONFIG ${P}.target.environment.DATABASE.value`],
    good: { launch: { [`${P}.target.environment.DATABASE`]: { value: "host=db user=app sslmode=require" } } },
  },
  {
    why: "a variable that says it holds a secret",
    bad: { launch: { [`${P}.target.environment.STRIPE_SECRET_KEY`]: { value: "none yet" } } },
    found: [`SECRET_IN_CONFIG ${P}.target.environment.STRIPE_SECRET_KEY.value`],
    good: { launch: { [`${P}.target.environment.STRIPE_PUBLISHABLE_KEY`]: { value: "none yet" } } },
  },
]);

describe("warnings", () => {
  testRules("warnings", [
    {
      why: "a secret that nobody is to rotate",
      bad: { launch: { "secrets.llm-key.rotation": undefined } },
      found: ["SECRET_ROTATION_MISSING secrets.llm-key.rotation"],
      good: { launch: { "secrets.llm-key.rotation": { by: "nobody", reason: "the vendor has one key for each contract" } } },
    },
    {
      why: "a rotation that running applications do not see",
      bad: { launch: { "secrets.llm-key.rotation": { ...FUNCTION, onRotation: undefined } } },
      found: ["SECRET_ROTATION_UNSEEN secrets.llm-key.rotation.onRotation"],
      good: { launch: { "secrets.llm-key.rotation": { ...FUNCTION, onRotation: "reread" } } },
    },
  ]);
});

it("hides what it found, and says what to do about it", () => {
  const { errors } = checkConfigs(changed({ launch: { [`${P}.target.environment.DATABASE`]: { value: URL_WITH_PASSWORD } } }));
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(/a URL with a password \(hidden\).*secret slot; an address without credentials may stay \[SECRET_IN_CONFIG\]$/),
  ]);
  expect(errors.join()).not.toContain("word-of-mine");
});
