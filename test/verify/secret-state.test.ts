import type { SecretAnswer } from "../../config/secret-model.ts";
import { rotationFault, secretStateOf, stateSentence } from "../../verify/secret-state.ts";

const DAY_MS = 86_400_000;
const NOW = new Date("2026-11-26T12:00:00Z");
const HAND = { rotation: { everyDays: 90, whenOverdue: "warn" as const } };
const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:rotate";
const BY_FUNCTION = { rotation: { ...HAND.rotation, functionArn: FUNCTION_ARN } };

const aged = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);

function present(
  ...versions: readonly { readonly id: string; readonly days?: number; readonly labels: readonly string[] }[]
): SecretAnswer {
  return { kind: "present", arn: "arn:x", versions: versions.map(({ days = 1, ...each }) => ({ ...each, createdAt: aged(days) })) };
}

const current = (days: number): SecretAnswer => present({ id: "v1", days, labels: ["AWSCURRENT"] });

it.each<{ readonly what: string; readonly answer: SecretAnswer | undefined; readonly slot?: object; readonly state: object }>([
  { what: "no answer", answer: undefined, state: { kind: "unknown" } },
  { what: "no secret", answer: { kind: "absent" }, state: { kind: "absent" } },
  { what: "a deleted one", answer: { kind: "scheduled", arn: "arn:x" }, state: { kind: "deleted" } },
  { what: "one without a version", answer: present(), state: { kind: "empty" } },
  { what: "one whose only version waits", answer: present({ id: "v1", labels: ["AWSPENDING"] }), state: { kind: "empty" } },
  { what: "one whose only version was", answer: present({ id: "v1", labels: ["AWSPREVIOUS"] }), state: { kind: "empty" } },
  { what: "a new one", answer: current(0), state: { kind: "active", version: "v1", dueInDays: 90, isRotated: false } },
  { what: "one that is due after two weeks", answer: current(75), state: { kind: "active", dueInDays: 15 } },
  { what: "one that is due in two weeks", answer: current(76), state: { kind: "due", dueInDays: 14 } },
  { what: "one on its last day", answer: current(90), state: { kind: "due", dueInDays: 0 } },
  { what: "one a second older", answer: current(90 + 1 / 86_400), state: { kind: "overdue", dueInDays: -1 } },
  { what: "one that a function may rotate today", answer: current(90.5), slot: BY_FUNCTION, state: { kind: "due", dueInDays: 0 } },
  { what: "one that a function has missed", answer: current(91.5), slot: BY_FUNCTION, state: { kind: "overdue", dueInDays: -1 } },
  { what: "one that lives for ever", answer: current(4000), slot: {}, state: { kind: "active" } },
  {
    what: "an exposed one",
    answer: present({ id: "v1", labels: ["AWSCURRENT", "slipway-exposed-20261126T050000Z"] }),
    state: { kind: "exposed" },
  },
  {
    what: "one that was rotated after an exposure",
    answer: present({ id: "v1", labels: ["AWSPREVIOUS", "slipway-exposed-20261126T050000Z"] }, { id: "v2", labels: ["AWSCURRENT"] }),
    state: { kind: "active", version: "v2", isRotated: true, hasPrevious: true },
  },
  {
    what: "an exposed one that came back",
    answer: present({ id: "v1", labels: ["slipway-exposed-20261126T050000Z", "AWSCURRENT"] }, { id: "v2", labels: ["AWSPREVIOUS"] }),
    state: { kind: "exposed", version: "v1" },
  },
  {
    what: "an exposed one that is overdue",
    answer: present({ id: "v1", days: 200, labels: ["AWSCURRENT", "slipway-exposed-x"] }),
    state: { kind: "exposed" },
  },
])("knows $what", ({ answer, slot = HAND, state }) => {
  expect(secretStateOf(slot, answer, { now: NOW })).toMatchObject(state);
});

it("believes the records where the label is gone, for that value alone", () => {
  const exposed = new Set(["v1"]);
  expect(secretStateOf(HAND, current(1), { now: NOW, exposed }).kind).toBe("exposed");
  const rotated = present({ id: "v1", labels: ["AWSPREVIOUS"] }, { id: "v2", labels: ["AWSCURRENT"] });
  expect(secretStateOf(HAND, rotated, { now: NOW, exposed })).toMatchObject({ kind: "active", isRotated: true });
});

it.each([
  { declared: HAND, found: undefined, fault: undefined },
  { declared: BY_FUNCTION, found: FUNCTION_ARN, fault: undefined },
  { declared: BY_FUNCTION, found: undefined, fault: "no function rotates it" },
  { declared: HAND, found: FUNCTION_ARN, fault: `rotated by ${FUNCTION_ARN}` },
  { declared: BY_FUNCTION, found: `${FUNCTION_ARN}-2`, fault: `rotated by ${FUNCTION_ARN}-2` },
])("holds a rotation to what is declared: $fault", ({ declared, found, fault }) => {
  const answer: SecretAnswer = { kind: "present", arn: "arn:x", versions: [], ...(found === undefined ? {} : { rotationFunction: found }) };
  expect(rotationFault(declared, answer)).toBe(fault);
});

it("says it in words", () => {
  const said = [current(0), current(76), current(91), present()].map((answer) => stateSentence(secretStateOf(HAND, answer, { now: NOW })));
  expect(said).toEqual([
    "active since 2026-11-26",
    "due in 14 days; the value is of 2026-09-11",
    "overdue by 1 day; the value is of 2026-08-27",
    "holds no value",
  ]);
});
