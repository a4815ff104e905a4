import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { membersOfGroup, waitForGroup } from "../../../launch/terraform/process-group.ts";

const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) {
    try {
      process.kill(-(child.pid ?? 0), "SIGKILL");
    } catch {
      // nobody is left
    }
  }
});

/** A leader and one more in its group, which goes by the given name. */
async function group(name: string): Promise<{ readonly leader: number; readonly child: ChildProcess; readonly remove: () => void }> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-group-"));
  const program = join(dir, name);
  copyFileSync("/bin/sleep", program);
  const child = spawn("/bin/sh", ["-c", `'${program}' 60 & wait`], { detached: true, stdio: "ignore" });
  started.push(child);
  const leader = child.pid ?? 0;
  const hasBegun = async (): Promise<boolean> => (await membersOfGroup(leader)).some((each) => name.startsWith(each.program));
  for (let left = 200; left > 0 && !(await hasBegun()); left -= 1) await delay(20);
  return { leader, child, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

it("ends a provider that outlived its terraform, after it had its time", async () => {
  const { leader, child, remove } = await group("terraform-provider-aws_v5.100.0_x5");
  child.kill("SIGKILL"); // the leader alone
  await once(child, "exit");
  expect(await membersOfGroup(leader)).toMatchObject([{ program: "terraform-provi" }]);
  expect(await waitForGroup(leader, 2_000)).toEqual([]);
  remove();
});

it.each([
  { what: "terraform itself while it lives", isLeaderKilled: false, name: "terraform-provider-aws" },
  { what: "what it does not know for a provider", isLeaderKilled: true, name: "postgres" },
])("never ends $what", async ({ isLeaderKilled, name }) => {
  const { leader, child, remove } = await group(name);
  if (isLeaderKilled) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  expect(await waitForGroup(leader, 600)).toHaveLength(isLeaderKilled ? 1 : 2);
  expect(await membersOfGroup(leader)).toHaveLength(isLeaderKilled ? 1 : 2);
  remove();
});

it("knows that nobody is left", async () => {
  const child = spawn("/bin/true", { detached: true });
  await once(child, "exit");
  expect(await waitForGroup(child.pid ?? 0, 1_000)).toEqual([]);
});
