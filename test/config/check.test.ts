import { checkConfigs } from "../../config/check.ts";
import { changed } from "./change.ts";
import { realConfigs } from "./real-configs.ts";

const found = (raw: ReturnType<typeof realConfigs>, target?: string) =>
  checkConfigs(raw, target).errors.map(({ parts }) => `${parts.code} ${parts.where.split(": ")[1]}`);

const STAGING_BROKEN = { launch: { "environments.staging.alerts.channels.0": "nobody" } };
const LAUNCH_BROKEN = { launch: { "routes.chat.role": undefined } };
const ZONE_BROKEN = { zone: { "tls.mode": "off" } };
const ACCOUNT_BROKEN = { account: { "people.approvers.0.sshPublicKey": "ssh-ed25519 AAAA" } };

it("gives the model of right configs, and no error", () => {
  const { errors, model } = checkConfigs(realConfigs());
  expect(errors).toEqual([]);
  expect([...(model?.zones.keys() ?? []), ...(model?.environments.keys() ?? [])]).toEqual([
    "zone/opsdesk.example",
    "chatbot/production",
    "chatbot/staging",
  ]);
});

it("does not depend on the order of files or fields", () => {
  const reversed = (value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, reversed(inner)]),
        )
      : value;
  const raw = changed({ ...STAGING_BROKEN, ...ZONE_BROKEN });
  const other = { ...raw, launches: raw.launches.map(({ file, data }) => ({ file, data: reversed(data) })) };
  expect(found(other)).toEqual(found(raw));
});

it("reports parse errors and rule errors of different files together", () => {
  expect(found(changed({ ...LAUNCH_BROKEN, zone: { plan: "gold" } }))).toEqual([
    "ROUTE_WITHOUT_ROLE routes.chat.role",
    "CONFIG_VALUE plan",
  ]);
});

it("judges nothing further when the account is broken", () => {
  expect(found(changed({ ...LAUNCH_BROKEN, account: { name: 1 } }))).toEqual(["CONFIG_VALUE name"]);
});

describe("with a target", () => {
  it.each([
    { target: "chatbot/production", change: STAGING_BROKEN, errors: [] },
    { target: "chatbot/staging", change: STAGING_BROKEN, errors: ["ALERT_CHANNEL_UNKNOWN environments.staging.alerts.channels.0"] },
    { target: "zone/opsdesk.example", change: STAGING_BROKEN, errors: [] },
    { target: "account", change: STAGING_BROKEN, errors: [] },
    { target: "chatbot/production", change: LAUNCH_BROKEN, errors: ["ROUTE_WITHOUT_ROLE routes.chat.role"] },
    { target: "zone/opsdesk.example", change: LAUNCH_BROKEN, errors: [] },
    { target: "chatbot/production", change: ZONE_BROKEN, errors: ["TLS_MODE_INSECURE tls.mode"] },
    { target: "account", change: ZONE_BROKEN, errors: [] },
    { target: "chatbot/production", change: ACCOUNT_BROKEN, errors: ["SSH_KEY_UNREADABLE people.approvers.0.sshPublicKey"] },
    { target: "zone/opsdesk.example", change: { launch: { product: 7 } }, errors: [] },
    { target: "chatbot/production", change: { launch: { product: 7 } }, errors: ["CONFIG_VALUE product"] },
  ])("$target hears of $errors", ({ target, change, errors }) => {
    expect(found(changed(change), target)).toEqual(errors);
  });

  it("leaves broken neighbours out of the model, and says so", () => {
    const { model, warnings } = checkConfigs(changed(STAGING_BROKEN), "chatbot/production");
    expect([...(model?.environments.keys() ?? [])]).toEqual(["chatbot/production"]);
    expect(warnings.map(({ message }) => message)).toContain(
      "config/launches/chatbot.ts: expected a config without mistakes, got some in staging; run slipway check without a target to see them [CONFIG_LEFT_OUT]",
    );
    expect(
      model?.zones
        .get("zone/opsdesk.example")
        ?.rulesets.flatMap(({ rules }) => rules)
        .filter(({ ref }) => ref.includes("staging")),
    ).toEqual([]);
  });

  it("leaves out what a zone's plan does not admit only for the environment that asks for it", () => {
    const raw = changed({ launch: { "environments.staging.limits.login.periodSeconds": 45 } });
    expect(found(raw, "chatbot/production")).toEqual([]);
    expect(found(raw, "chatbot/staging")).toEqual(["RATE_PERIOD_NOT_ON_PLAN environments.staging.limits.login.periodSeconds"]);
  });

  it("does not know every target", () => {
    expect(checkConfigs(realConfigs(), "chatbot/prodution").errors.map(({ message }) => message)).toEqual([
      'target: expected one of account, zone/opsdesk.example, chatbot/production, chatbot/staging, got "chatbot/prodution"; did you mean chatbot/production? [TARGET_UNKNOWN]',
    ]);
  });
});
