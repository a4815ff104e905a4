import { createdAt, stateLockIn, tellStateLock } from "../../../launch/terraform/state-lock-holder.ts";

const COMPLAINT = `
\u2577
\u2502 Error: Error acquiring the state lock
\u2502
\u2502 Error message: operation error S3: PutObject, StatusCode: 412
\u2502 Lock Info:
\u2502   ID:        3b9f7e9c-0000-4000-8000-000000000000
\u2502   Path:      slipway-state/slipway/chatbot-production.tfstate
\u2502   Operation: OperationTypeApply
\u2502   Who:       ben@build-7
\u2502   Version:   1.11.4
\u2502   Created:   2026-11-22 12:00:00 +0000 UTC
\u2502   Info:
\u2575`;

it("says who holds a lock, for what and since when", () => {
  const lock = stateLockIn(COMPLAINT) ?? {};
  expect(createdAt(lock)).toEqual(new Date("2026-11-22T12:00:00Z"));
  expect(tellStateLock(lock)).toBe(
    "held by ben@build-7 for OperationTypeApply, since 2026-11-22 12:00:00 +0000 UTC, lock 3b9f7e9c-0000-4000-8000-000000000000",
  );
});

it("says so when terraform does not know", () => {
  const lock = stateLockIn("Error: Error acquiring the state lock") ?? { id: "none" };
  expect(createdAt(lock)).toBeUndefined();
  expect(tellStateLock(lock)).toBe("held by somebody unknown, since an unknown time, lock without an id");
});

it("leaves other complaints alone", () => {
  expect(stateLockIn("Error: Invalid provider configuration")).toBeUndefined();
});

it("reads a time to the millisecond, and none that is not in UTC", () => {
  expect(createdAt({ created: "2026-11-25 22:24:12.282019093 +0000 UTC" })).toEqual(new Date("2026-11-25T22:24:12.282Z"));
  expect(createdAt({ created: "2026-11-25 22:24:12 +0100 CET" })).toBeUndefined();
});
