import { missingFrom } from "../../../launch/ledger/journal.ts";

const done = (action: string) => ({ type: "apply_complete", hook: { action } });
const summary = (add: number, change: number, remove: number) => ({
  type: "change_summary",
  changes: { add, change, import: 1, remove, operation: "apply" },
});
const planSummary = { ...summary(1, 0, 0), changes: { ...summary(1, 0, 0).changes, operation: "plan" } };
const failure = { type: "diagnostic", diagnostic: { severity: "error", summary: "no" } };

it.each([
  { what: "creates, updates and deletes as told", lines: [done("create"), done("update"), done("delete"), summary(1, 1, 1)], code: 0 },
  { what: "reads and imports, which are no changes", lines: [done("read"), summary(0, 0, 0)], code: 0 },
  { what: "the reason of a failure", lines: [done("create"), failure], code: 1 },
])("misses nothing in a journal with $what", ({ lines, code }) => {
  expect(missingFrom(lines, code)).toBeUndefined();
});

it.each([
  { lines: [], code: 0, missing: "its journal ends before the summary" },
  { lines: [done("create"), planSummary], code: 0, missing: "its journal ends before the summary" },
  {
    lines: [done("create"), summary(2, 0, 0)],
    code: 0,
    missing: "its journal tells of 1 created, 0 updated, 0 deleted, terraform of 2 created, 0 updated, 0 deleted",
  },
  { lines: [done("create")], code: 1, missing: "its journal does not say what failed" },
])("says what is missing: $missing", ({ lines, code, missing }) => {
  expect(missingFrom(lines, code)).toBe(missing);
});
