import { GATE_ERROR_PERCENT, GATE_P95_MS } from "../schema/alerts.ts";
import { channelUnknown } from "./account.ts";
import { domainOfAddress, isWithin, mistake, type Rule } from "./world.ts";

export const alertChannelsKnown: Rule = ({ environments, configs }) =>
  environments.flatMap((environment) => {
    const known = configs.account.config.alertChannels;
    return environment.config.alerts.channels.flatMap((channel, index) => {
      if (Object.hasOwn(known, channel)) return [];
      return mistake(environment, ["alerts", "channels", String(index)], channelUnknown(configs.account.config, channel));
    });
  });

/** One channel elsewhere is enough, and none is not. */
export const alertChannelsElsewhere: Rule = ({ environments, configs }) =>
  environments.flatMap((environment) => {
    const { alerts, zone } = environment.config;
    const known = configs.account.config.alertChannels;
    const channels = alerts.channels.flatMap((name) => (Object.hasOwn(known, name) ? [{ name, address: known[name]?.address ?? "" }] : []));
    if (channels.length === 0 || !channels.every(({ address }) => isWithin(domainOfAddress(address), zone))) return [];
    return mistake(environment, ["alerts", "channels"], {
      code: "ALERT_CHANNEL_ON_OWN_DOMAIN",
      expected: `a mailbox outside ${zone}`,
      got: channels.map(({ name, address }) => `${name}, which is ${address}`).join("; "),
      fix: "alarms about a domain must not depend on it alone: add a channel on another domain",
    });
  });

export const alertChannelsTwo: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const [only, ...others] = new Set(environment.config.alerts.channels);
    if (only === undefined || others.length > 0) return [];
    return mistake(environment, ["alerts", "channels"], {
      code: "ALERT_CHANNEL_SINGLE",
      expected: "a second channel, for the day when the first does not arrive",
      got: only,
      fix: "name another channel of the account",
    });
  });

/** Alarms that go off later than the launch gate lets a product through. Source: readiness rows T3 and T8. */
export const alertThresholdsTight: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { errorPercent, p95Ms } = environment.config.alerts;
    const loose = (field: string, most: string, got: string) =>
      mistake(environment, ["alerts", field], {
        code: "ALERT_THRESHOLD_LOOSE",
        expected: `at most ${most}, which is what a launch has to reach`,
        got,
        fix: "tighten it, or nobody is told when the product falls behind what it was launched with",
      });
    return [
      ...(errorPercent > GATE_ERROR_PERCENT ? [loose("errorPercent", `${GATE_ERROR_PERCENT} %`, `${errorPercent} %`)] : []),
      ...(p95Ms > GATE_P95_MS ? [loose("p95Ms", `${GATE_P95_MS} ms`, `${p95Ms} ms`)] : []),
    ];
  });
