import { releaseStateLock } from "../../../launch/terraform/state-lock.ts";
import type { StateLock } from "../../../launch/terraform/state-lock-holder.ts";

const NOTE = { pid: 4711, host: "build-7", user: "ci" };
/** Version, the first planned change, a resource that is done. */
const JOURNAL = ["2026-11-22T12:00:00.000Z", "2026-11-22T12:00:02.000Z", "2026-11-22T12:00:09.000Z"].map((time) => ({
  "@timestamp": time,
}));
const OWN: StateLock = {
  id: "3b9f7e9c-0000-4000-8000-000000000000",
  operation: "OperationTypeApply",
  who: "ci@build-7",
  created: "2026-11-22 12:00:00.282019093 +0000 UTC",
};

async function release(lock: StateLock | undefined, more: Partial<Parameters<typeof releaseStateLock>[1]> = {}) {
  const released: string[] = [];
  const terraform = {
    readState: async () => ({}),
    pushState: async () => undefined,
    stateLock: async () => lock,
    releaseStateLock: async (_folder: string, id: string) => void released.push(id),
  };
  const apply = { stack: "chatbot-production", folder: "/nowhere", note: NOTE, journal: JOURNAL, reason: "the runner died", ...more };
  const told = await releaseStateLock(terraform, apply).catch((error: unknown) => error);
  return { told, released };
}

it("has nothing to do where nobody holds the lock", async () => {
  expect(await release(undefined, { reason: undefined })).toEqual({ told: undefined, released: [] });
});

it.each<[string, StateLock, Partial<Parameters<typeof releaseStateLock>[1]>]>([
  ["the apply's own", OWN, {}],
  ["one of an apply that was killed before its second line", OWN, { journal: JOURNAL.slice(0, 1) }],
  ["one that a system without user names made", { ...OWN, who: "@build-7" }, { note: { ...NOTE, user: "" } }],
  ["one of an apply that noted no user", OWN, { note: { pid: 4711, host: "build-7" } }],
  ["one of the second plan", { ...OWN, operation: "OperationTypePlan", created: "2026-11-22 12:00:11 +0000 UTC" }, {}],
])("releases %s", async (_what, lock, more) => {
  expect(await release(lock, more)).toEqual({ told: expect.stringContaining(`lock ${OWN.id}`), released: [OWN.id] });
});

it.each<[string, StateLock, Partial<Parameters<typeof releaseStateLock>[1]>, string]>([
  ["somebody else's", { ...OWN, who: "ben@build-7" }, {}, "the interrupted apply was by ci@build-7"],
  ["another machine's", { ...OWN, who: "ci@build-8" }, {}, "the interrupted apply was by ci@build-7"],
  ["a later one", { ...OWN, created: "2026-11-22 12:30:00 +0000 UTC" }, {}, "took its own at 2026-11-22T12:00:00.000Z"],
  ["an earlier one", { ...OWN, created: "2026-11-22 11:30:00 +0000 UTC" }, {}, "took its own at"],
  ["a plan's from before", { ...OWN, operation: "OperationTypePlan" }, {}, "took its own at"],
  ["one of an operation that no apply does", { ...OWN, operation: "OperationTypeInvalid" }, {}, "took its own at"],
  ["one with no time", { ...OWN, created: undefined }, {}, "does not say when"],
  ["one with no id", { ...OWN, id: undefined }, {}, "it has no id"],
  ["one that the journal says nothing of", OWN, { journal: [] }, "does not say when"],
  ["one of an apply that never came to terraform", OWN, { note: undefined }, "no terraform of the interrupted apply"],
])("leaves %s where it is, and says why", async (_what, lock, more, why) => {
  const { told, released } = await release(lock, more);
  expect(told).toMatchObject({ parts: { kind: "refused", code: "STATE_LOCKED", got: expect.stringContaining(why) } });
  expect(released).toEqual([]);
});

it.each([undefined, "", "   "])("asks why before it releases the apply's own: %j", async (reason) => {
  const { told, released } = await release(OWN, { reason });
  expect(told).toMatchObject({ parts: { code: "REASON_MISSING", where: expect.stringContaining("held by ci@build-7") } });
  expect(released).toEqual([]);
});
