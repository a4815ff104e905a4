import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { untilInterrupted } from "../../cli/commands/rehearse.ts";
import { lockRehearsal } from "../../cli/rehearsal-lock.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";

let dir: string;
let store: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-lock-"));
  store = join(dir, ".slipway/rehearsal");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("lets one rehearsal into a folder, and the next when it has gone", () => {
  const unlock = lockRehearsal(store);
  const second = (): unknown => lockRehearsal(store);
  expect(second).toThrow(SlipwayError);
  expect(second).toThrow(new RegExp(`got process ${process.pid}, which is still running.*\\[REHEARSAL_RUNNING\\]$`));
  unlock();
  expect(existsSync(`${store}.lock`)).toBe(false);
  expect(second).not.toThrow();
});

it.each([
  ["the lock of a process that has gone", () => String(spawnSync(process.execPath, ["--version"]).pid)],
  ["a torn lock", () => ""],
  ["a lock that holds junk", () => "-1"],
])("passes by %s", (_what, content) => {
  lockRehearsal(store)();
  writeFileSync(`${store}.lock`, content());
  expect(() => lockRehearsal(store)).not.toThrow();
});

it("begins no step after Ctrl-C, and ends the one that runs", async () => {
  let presses = 0;
  const ran: string[] = [];
  const step = (title: string) => ({
    title,
    run: async () => {
      presses += title === "second" ? 1 : 0;
      ran.push(title);
      return "done";
    },
  });
  const tasks = untilInterrupted([step("first"), step("second"), step("third")], { presses: () => presses });
  const outcomes = [];
  for (const task of tasks) outcomes.push(await task.run(() => undefined).catch((error: unknown) => error));
  expect(ran).toEqual(["first", "second"]);
  expect(outcomes.slice(0, 2)).toEqual(["done", "done"]);
  expect(outcomes[2]).toMatchObject({ parts: { kind: "undecided", code: "REHEARSAL_INTERRUPTED", where: "third" } });
});
