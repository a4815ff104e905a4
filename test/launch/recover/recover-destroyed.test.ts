import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalLine } from "../../../launch/ledger/journal.ts";
import { forgetDestroyed } from "../../../launch/recover/recover-destroyed.ts";

const ADDRESS = "aws_sns_topic.alerts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-destroyed-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (type: string, action: string, id?: string): JournalLine => ({
  type,
  hook: { resource: { addr: ADDRESS }, action, ...(id === undefined ? {} : { id_key: "id", id_value: id }) },
});
const destroyed = [line("apply_start", "delete", "old"), line("apply_complete", "delete")];
const stateOf = (...ids: readonly string[]) => ({
  version: 4,
  lineage: "0272",
  serial: 7,
  resources: [
    { mode: "managed", type: "aws_sns_topic", name: "alerts", instances: ids.map((id) => ({ attributes: { id } })) },
    { mode: "managed", type: "aws_sns_topic", name: "other", instances: [{ attributes: { id: "old" } }] },
  ],
});

/** A backend in memory. */
async function forget(state: unknown, journal: readonly JournalLine[]): Promise<{ forgotten: readonly string[]; pushed: unknown }> {
  let pushed: unknown;
  const terraform = {
    readState: async () => pushed ?? state,
    pushState: async (dir: string, file: string) => {
      pushed = JSON.parse(await readFile(join(dir, file), "utf8"));
    },
  };
  const { forgotten } = await forgetDestroyed(terraform, { folder, journal });
  expect(existsSync(join(folder, "slipway_recover.tfstate"))).toBe(false);
  return { forgotten, pushed };
}

it("takes out what was destroyed to the end, at its own address alone", async () => {
  const { forgotten, pushed } = await forget(stateOf("old"), [...destroyed, line("apply_start", "create")]);
  expect(forgotten).toEqual([`${ADDRESS} (old)`]);
  expect(pushed).toMatchObject({ lineage: "0272", serial: 8, resources: [{ name: "other" }] });
});

it("leaves the new one where the old one stands beside it as deposed", async () => {
  const { pushed } = await forget(stateOf("new", "old"), destroyed);
  expect(pushed).toMatchObject({ resources: [{ name: "alerts", instances: [{ attributes: { id: "new" } }] }, { name: "other" }] });
});

it.each([
  { what: "was begun and may stand", journal: [line("apply_start", "delete", "old")] },
  { what: "could not be destroyed", journal: [line("apply_start", "delete", "old"), line("apply_errored", "delete")] },
  {
    what: "was made again under the same id",
    journal: [...destroyed, line("apply_start", "create"), line("apply_complete", "create", "old")],
  },
  { what: "nobody named", journal: [line("apply_start", "delete"), line("apply_complete", "delete")] },
])("writes nothing for what $what", async ({ journal }) => {
  expect(await forget(stateOf("old"), journal)).toEqual({ forgotten: [], pushed: undefined });
});

it("writes nothing where there is no state", async () => {
  expect(await forget(undefined, destroyed)).toEqual({ forgotten: [], pushed: undefined });
});
