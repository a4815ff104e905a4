import { checkConfigs } from "../../../config/check.ts";
import { changed } from "../change.ts";
import { testRules } from "./table.ts";

const P = "environments.production";
const attested = { by: "ana@opsdesk.example", on: "2026-11-20", evidence: "the limits page of the provider's console" };
const llm = { provider: "openai", monthlyCapUsd: 300, attested };
const spend = (more: object = {}) => ({ monthlyUsd: 400, channel: "oncall", llm, ...more });
const here = (more: object = {}) => ({ launch: { [`${P}.spend`]: spend(more) } });

testRules("errors", [
  ...["nobody", "constructor"].map((channel) => ({
    why: `a budget that ${channel} hears of`,
    bad: here({ channel }),
    found: [`ALERT_CHANNEL_UNKNOWN ${P}.spend.channel`],
    good: here(),
  })),
  {
    why: "a budget without a channel",
    bad: here({ channel: undefined }),
    found: [`CONFIG_MISSING ${P}.spend.channel`],
    good: here(),
  },
  {
    why: "a cap of nothing",
    bad: here({ llm: { ...llm, monthlyCapUsd: 0 } }),
    found: [`CONFIG_VALUE ${P}.spend.llm.monthlyCapUsd`],
    good: here({ llm: { ...llm, monthlyCapUsd: 0.5 } }),
  },
  {
    why: "a cap that was seen on no day",
    bad: here({ llm: { ...llm, attested: { ...attested, on: "2026-02-30" } } }),
    found: [`CONFIG_VALUE ${P}.spend.llm.attested.on`],
    good: here(),
  },
]);

testRules("warnings", [
  {
    why: "a cap that nobody has seen",
    bad: here({ llm: { provider: "openai", monthlyCapUsd: 300 } }),
    found: [`SPEND_CAP_UNPROVEN ${P}.spend.llm.attested`],
    good: here({ llm: { provider: "bedrock", monthlyCapUsd: 300 } }),
  },
  {
    why: "environments that may spend more than the account",
    bad: { account: { budget: { monthlyUsd: 399.99, channel: "oncall" } }, ...here() },
    found: ["SPEND_OVER_BUDGET config/account.ts: budget.monthlyUsd"],
    good: { account: { budget: { monthlyUsd: 400, channel: "oncall" } }, ...here() },
  },
]);

/** `CODE place` of what is said of the spending on that day. */
const saidOn = (day: string, more: object = {}): readonly string[] => {
  const { errors, warnings } = checkConfigs(changed(here(more)), undefined, new Date(day));
  return [...errors, ...warnings]
    .map(({ parts }) => `${parts.code} ${parts.where.replace("config/launches/chatbot.ts: ", "")}`)
    .filter((each) => each.startsWith("SPEND_CAP"));
};

it.each([
  ["2026-11-19T23:00:00Z", [`SPEND_CAP_AHEAD ${P}.spend.llm.attested.on`]],
  ["2026-11-20T00:00:00Z", []],
  ["2027-05-19T23:59:59Z", []],
  ["2027-05-20T00:00:00Z", [`SPEND_CAP_STALE ${P}.spend.llm.attested.on`]],
])("judges the day on which a cap was seen as of %s", (day, expected) => {
  expect(saidOn(day)).toEqual(expected);
});

it("wants a cap where the product asks a model for its visitors, and not elsewhere", () => {
  const unguarded = (change: Parameters<typeof changed>[0]) =>
    checkConfigs(changed(change)).warnings.flatMap(({ parts }) => (parts.code === "SPEND_UNGUARDED" ? [parts.where] : []));
  const chatless = Object.fromEntries(
    Object.entries(Object(changed({}).launches[0]?.data).routes)
      .filter(([, route]) => Object(route).limit === "chat")
      .map(([key]) => [`routes.${key}.limit`, "default"]),
  );
  const production = `config/launches/chatbot.ts: ${P}.spend.llm`;
  expect(unguarded({ launch: { [`${P}.spend`]: undefined } })).toContain(production);
  expect(unguarded({ launch: { [`${P}.spend`]: spend({ llm: undefined }) } })).toContain(production);
  expect(unguarded(here())).not.toContain(production);
  expect(unguarded({ launch: { [`${P}.spend`]: undefined, ...chatless } })).toEqual([]);
});
