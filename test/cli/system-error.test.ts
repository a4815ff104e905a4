import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemError } from "../../cli/system-error.ts";
import { slipway, temporaryProject } from "./program.ts";

const projects: { readonly remove: () => void }[] = [];
afterAll(() => {
  for (const project of projects) project.remove();
});

function projectWith(prepare: (dir: string) => void): string {
  const project = temporaryProject();
  projects.push(project);
  prepare(project.dir);
  return project.dir;
}

it("says that a ledger is a folder, and not that slipway has a bug", async () => {
  const dir = projectWith((each) => mkdirSync(join(each, ".slipway/rehearsal/ledger.jsonl"), { recursive: true }));
  const { code, stderr } = await slipway(["status", "--rehearsal"], { cwd: dir });
  expect(stderr).toMatch(/expected a place that slipway may read and write, got a folder \(EISDIR\).*\[FILE_UNUSABLE\]$/m);
  expect(code).toBe(2);
});

it("says that the run store's place is taken by a file", async () => {
  const dir = projectWith((each) => writeFileSync(join(each, ".slipway"), "x"));
  const { code, stderr } = await slipway(["rehearse"], { cwd: dir });
  expect(stderr).toContain("[FILE_UNUSABLE]");
  expect(code).toBe(2);
});

it.each([
  ["a disk that is full", Object.assign(new Error("x"), { code: "ENOSPC", path: "/a" }), "a full disk (ENOSPC)"],
  ["a disk that is read-only", Object.assign(new Error("x"), { code: "EROFS", path: "/a" }), "a read-only disk (EROFS)"],
])("says %s", (_what, error, got) => {
  expect(systemError(error)?.parts).toEqual({
    kind: "config",
    code: "FILE_UNUSABLE",
    where: "/a",
    expected: "a place that slipway may read and write",
    got,
    fix: "mend the place, or name another project folder with --dir",
  });
});

it.each([
  ["a mistake of ours", new TypeError("x is not a function")],
  ["a file that is not there, which is for its reader to judge", Object.assign(new Error("x"), { code: "ENOENT", path: "/a" })],
  ["a port", Object.assign(new Error("x"), { code: "EACCES", syscall: "listen", address: "127.0.0.1" })],
  ["a connection that breaks", Object.assign(new Error("x"), { code: "ECONNRESET", syscall: "read" })],
  ["no error", "EACCES"],
])("leaves %s alone", (_what, error) => {
  expect(systemError(error)).toBeUndefined();
});
