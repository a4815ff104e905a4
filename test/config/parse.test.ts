import { parseConfigs } from "../../config/parse.ts";
import { showValue } from "../../config/show-value.ts";
import { type Change, changed } from "./change.ts";
import { realConfigs } from "./real-configs.ts";

function messages(change: Change): string[] {
  const parsed = parseConfigs(changed(change));
  return parsed.ok ? [] : parsed.errors.map((error) => error.message);
}

const LAUNCH = "config/launches/chatbot.ts";
const ZONE = "config/zones/opsdesk.example.ts";

it("accepts the configs of this repository and fills in defaults", () => {
  const parsed = parseConfigs(realConfigs());
  expect(parsed).toMatchObject({ ok: true, configs: { zones: [{ file: ZONE, config: { addOns: [], mail: { ttlSeconds: 300 } } }] } });
});

it.each<{ why: string; change: Change; message: string }>([
  {
    why: "a misspelt field",
    change: { launch: { "environments.production.monitors.health.failuresBeforeAlert": 3 } },
    message:
      `${LAUNCH}: environments.production.monitors.health: expected only the fields via, kind, host, path, contains, intervalSeconds, failuresBeforeAlarm, ` +
      "got failuresBeforeAlert; did you mean failuresBeforeAlarm? [CONFIG_UNKNOWN_FIELD]",
  },
  {
    why: "a field of another kind of host",
    change: { launch: { "environments.production.hosts.api.allowFrom": ["192.0.2.0/24"] } },
    message:
      `${LAUNCH}: environments.production.hosts.api: expected only the fields kind, name, origin, headers, cors, unknownPaths, unknownPathsReason, got allowFrom; ` +
      "remove the field, or look it up in docs/config.md [CONFIG_UNKNOWN_FIELD]",
  },
  {
    why: "a misspelt limit class",
    change: { launch: { "environments.staging.limits.logn": {} } },
    message:
      `${LAUNCH}: environments.staging.limits: expected only the fields chat, login, reset, webhook, upload, export, default, got logn; ` +
      "did you mean login? [CONFIG_UNKNOWN_FIELD]",
  },
  {
    why: "an unknown kind",
    change: { launch: { "environments.production.hosts.api.kind": "apii" } },
    message: `${LAUNCH}: environments.production.hosts.api.kind: expected one of "web", "api", "internal", "redirect", got "apii"; see docs/config.md [CONFIG_VALUE]`,
  },
  {
    why: "a missing kind",
    change: { launch: { "environments.production.hosts.api.kind": undefined } },
    message: `${LAUNCH}: environments.production.hosts.api.kind: expected one of "web", "api", "internal", "redirect", got nothing; add it; docs/config.md says what it means [CONFIG_MISSING]`,
  },
  {
    why: "a union of objects",
    change: { launch: { "environments.staging.target.environment.LOG_LEVEL": { vale: "x" } } },
    message: `${LAUNCH}: environments.staging.target.environment.LOG_LEVEL: expected exactly one of the fields value, secret, got vale; did you mean value? [CONFIG_VALUE]`,
  },
  {
    why: "both branches of a union",
    change: { launch: { "environments.staging.target.environment.LOG_LEVEL": { value: "x", secret: "llm-key" } } },
    message: `${LAUNCH}: environments.staging.target.environment.LOG_LEVEL: expected exactly one of the fields value, secret, got value, secret; see docs/config.md [CONFIG_VALUE]`,
  },
  {
    why: "the meant branch of a union",
    change: { launch: { "environments.staging.target.environment.LOG_LEVEL": { value: 7 } } },
    message: `${LAUNCH}: environments.staging.target.environment.LOG_LEVEL.value: expected text, got 7; see docs/config.md [CONFIG_VALUE]`,
  },
  {
    why: "a union of literals",
    change: { launch: { "environments.production.monitors.health.intervalSeconds": 60 } },
    message: `${LAUNCH}: environments.production.monitors.health.intervalSeconds: expected one of 10, 30, got 60; see docs/config.md [CONFIG_VALUE]`,
  },
  {
    why: "a number out of bounds",
    change: { zone: { "mail.ttlSeconds": 30 } },
    message: `${ZONE}: mail.ttlSeconds: expected at least 60, got 30; see docs/config.md [CONFIG_VALUE]`,
  },
  {
    why: "a fraction",
    change: { zone: { "mail.ttlSeconds": 60.5 } },
    message: `${ZONE}: mail.ttlSeconds: expected a whole number, got 60.5; see docs/config.md [CONFIG_VALUE]`,
  },
  {
    why: "a bad name",
    change: { launch: { "environments.production--eu": {} } },
    message: `${LAUNCH}: environments: expected a name made of lower-case words joined by single hyphens, starting with a letter, got "production--eu"; rename it [CONFIG_NAME]`,
  },
  {
    why: "a host name with a dot at its end",
    change: { zone: { domain: "opsdesk.example." } },
    message: `${ZONE}: domain: expected a host name in lower case (punycode for other scripts) without a trailing dot, got "opsdesk.example."; see docs/config.md [CONFIG_VALUE]`,
  },
  {
    why: "a whole config that is not an object",
    change: { zone: { "": 7 } },
    message: `${ZONE}: expected an object with fields, got 7; see docs/config.md [CONFIG_VALUE]`,
  },
])("says what is wrong with $why", ({ change, message }) => {
  expect(messages(change)).toContain(message);
});

it("reports every mistake of every file at once", () => {
  const found = messages({ account: { name: "Ops Desk" }, zone: { plan: "gold", "tls.mode": 1 }, launch: { product: "" } });
  expect(found.map((message) => message.slice(0, message.indexOf(": expected")))).toEqual([
    "config/account.ts: name",
    `${ZONE}: plan`,
    `${ZONE}: tls.mode`,
    `${LAUNCH}: product`,
  ]);
});

describe("hygiene", () => {
  const bidi = String.fromCodePoint(0x202e);
  it.each<{ why: string; change: Change; code: string; where: string }>([
    {
      why: "a reordering character",
      change: { launch: { product: `pay${bidi}roll` } },
      code: "CONFIG_HIDDEN_CHARACTER",
      where: `${LAUNCH}: product`,
    },
    {
      why: "a zero-width character",
      change: { launch: { product: "pay\u200broll" } },
      code: "CONFIG_HIDDEN_CHARACTER",
      where: `${LAUNCH}: product`,
    },
    { why: "a line break", change: { launch: { product: "two\nlines" } }, code: "CONFIG_HIDDEN_CHARACTER", where: `${LAUNCH}: product` },
    {
      why: "an escape sequence",
      change: { launch: { product: "\u001b[2Jgone" } },
      code: "CONFIG_HIDDEN_CHARACTER",
      where: `${LAUNCH}: product`,
    },
    {
      why: "a lone surrogate",
      change: { launch: { product: "half \ud83d" } },
      code: "CONFIG_HIDDEN_CHARACTER",
      where: `${LAUNCH}: product`,
    },
    {
      why: "an endless text",
      change: { launch: { product: "x".repeat(10_000) } },
      code: "CONFIG_TEXT_TOO_LONG",
      where: `${LAUNCH}: product`,
    },
    {
      why: "a name of JavaScript's own",
      change: { launch: { "secrets.constructor": { purpose: "x" } } },
      code: "CONFIG_FORBIDDEN_NAME",
      where: `${LAUNCH}: secrets`,
    },
  ])("refuses $why", ({ change, code, where }) => {
    const parsed = parseConfigs(changed(change));
    expect(parsed.ok ? [] : parsed.errors.map(({ parts }) => [parts.code, parts.where])).toEqual([[code, where]]);
  });

  it("refuses __proto__ out of JSON", () => {
    const raw = realConfigs();
    const parsed = parseConfigs({ ...raw, account: { ...raw.account, data: JSON.parse('{"__proto__":{"polluted":true}}') } });
    expect(parsed.ok ? [] : parsed.errors.map(({ parts }) => parts.code)).toEqual(["CONFIG_FORBIDDEN_NAME"]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("refuses data without end", () => {
    const loop: Record<string, unknown> = {};
    loop.a = loop;
    const raw = realConfigs();
    const parsed = parseConfigs({ ...raw, account: { ...raw.account, data: loop } });
    expect(parsed.ok ? [] : parsed.errors.map(({ parts }) => parts.code)).toEqual(["CONFIG_TOO_DEEP"]);
  });

  it.each([`pay${bidi}roll`, "\u001b]0;title\u0007", "a\u2028b", "\u0085"])("prints no character that a terminal obeys: %j", (text) => {
    const printed = [...messages({ launch: { product: text, [`routes.${text}`]: {} } }), showValue(text)].join("");
    expect(printed).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  });
});

describe("secrets", () => {
  // made at run time, so that no scanner takes this file for a leak
  const token = ["gh", "p_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");

  it("never shows an unknown field's value", () => {
    expect(messages({ launch: { openAiKey: "hunter2" } }).join()).not.toContain("hunter2");
  });

  it("never shows a value that looks like a secret", () => {
    expect(messages({ zone: { plan: token } })).toEqual([
      `${ZONE}: plan: expected one of "free", "pro", "business", "enterprise", got a value that looks like a GitHub token (hidden); see docs/config.md [CONFIG_VALUE]`,
    ]);
  });

  it("cuts what is long", () => {
    expect(showValue("abc ".repeat(100))).toBe(`"${"abc ".repeat(19)}abc... (402 characters)`);
  });
});
