import { OWN_PROVIDER } from "../resolve/spend.ts";
import { channelUnknown } from "./account.ts";
import { type EnvironmentPlace, mistake, type Rule } from "./world.ts";

const DAY_MILLISECONDS = 86_400_000;
/** A cap that nobody has looked at for so long may have been raised since. */
const ATTESTED_DAYS = 180;

export const spendChannelsKnown: Rule = ({ configs, environments }) =>
  environments.flatMap((environment) => {
    const { spend } = environment.config;
    const account = configs.account.config;
    if (spend === undefined || Object.hasOwn(account.alertChannels, spend.channel)) return [];
    return mistake(environment, ["spend", "channel"], channelUnknown(account, spend.channel));
  });

export const spendCapsPast: Rule = ({ environments, now }) =>
  eachCap(environments, (environment, { attested }) => {
    if (attested === undefined || now === undefined || Date.parse(attested.on) <= now.getTime()) return [];
    return [
      mistake(environment, ["spend", "llm", "attested", "on"], {
        code: "SPEND_CAP_AHEAD",
        expected: "a day that has been",
        got: attested.on,
        fix: "write the day on which somebody saw the cap",
      }),
    ];
  });

/** Whoever launches a model without a cap pays for what strangers ask of it. */
export const spendGuarded: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const asksModels = Object.values(environment.launch.routes).some(({ limit }) => limit === "chat");
    if (environment.config.spend?.llm !== undefined || !asksModels) return [];
    return mistake(environment, ["spend", "llm"], {
      code: "SPEND_UNGUARDED",
      expected: "a monthly cap, as the launch has chat routes",
      got: "none",
      fix: "declare spend with llm: provider, monthlyCapUsd and who saw the cap there",
    });
  });

export const spendCapsProven: Rule = ({ environments, now }) =>
  eachCap(environments, (environment, { provider, attested }) => {
    if (provider === OWN_PROVIDER) return [];
    const field = ["spend", "llm", "attested"];
    if (attested === undefined) {
      return [
        mistake(environment, field, {
          code: "SPEND_CAP_UNPROVEN",
          expected: `somebody who set the cap at ${provider} and saw it there`,
          got: "nobody",
          fix: "set it in the provider's console, then write who, when and where it can be seen",
        }),
      ];
    }
    const ageDays = now === undefined ? 0 : Math.floor((now.getTime() - Date.parse(attested.on)) / DAY_MILLISECONDS);
    if (ageDays <= ATTESTED_DAYS) return [];
    return [
      mistake(environment, [...field, "on"], {
        code: "SPEND_CAP_STALE",
        expected: `a look at the cap within ${ATTESTED_DAYS} days`,
        got: `${attested.on}, ${ageDays} days ago`,
        fix: "look again and write the day",
      }),
    ];
  });

export const spendWithinAccount: Rule = ({ configs, environments }) => {
  const { file, config } = configs.account;
  const { budget } = config;
  const total = environments.reduce((sum, { config: { spend } }) => sum + (spend?.monthlyUsd ?? 0), 0);
  if (budget === undefined || total <= budget.monthlyUsd) return [];
  return [
    mistake({ file, path: ["budget", "monthlyUsd"] }, [], {
      code: "SPEND_OVER_BUDGET",
      expected: `at least ${total}, what the environments may spend together`,
      got: String(budget.monthlyUsd),
      fix: "raise the account's budget or lower theirs: as it is, the account's alarm comes while all of them are well",
    }),
  ];
};

function eachCap(
  environments: readonly EnvironmentPlace[],
  judge: (environment: EnvironmentPlace, llm: NonNullable<NonNullable<EnvironmentPlace["config"]["spend"]>["llm"]>) => ReturnType<Rule>,
): ReturnType<Rule> {
  return environments.flatMap((environment) => {
    const llm = environment.config.spend?.llm;
    return llm === undefined ? [] : judge(environment, llm);
  });
}
