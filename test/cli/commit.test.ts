import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitOf } from "../../cli/commit.ts";
import { fingerprintOf } from "../../launch/trust/ssh-signature.ts";

const dir = mkdtempSync(join(tmpdir(), "slipway-commit-"));
const shas: string[] = [];

function git(...args: string[]): string {
  return execFileSync("git", ["-C", dir, ...args], { encoding: "utf8" }).trim();
}

beforeAll(() => {
  git("init", "-q");
  for (const author of ["ana", "ben", "chidi"]) {
    writeFileSync(join(dir, "config.ts"), author);
    git("add", ".");
    git("-c", `user.name=${author}`, "-c", `user.email=${author}@opsdesk.example`, "commit", "-q", "-m", author);
    shas.push(git("rev-parse", "HEAD"));
  }
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("commitOf", () => {
  it("names the last author for a target's first run", async () => {
    expect(await commitOf(dir)).toEqual({
      sha: shas[2],
      authors: ["chidi@opsdesk.example"],
      keys: [],
      unsigned: ["chidi@opsdesk.example"],
      dirty: false,
    });
  });

  it("names everybody who wrote since the last applied run", async () => {
    expect((await commitOf(dir, shas[0])).authors).toEqual(["ben@opsdesk.example", "chidi@opsdesk.example"]);
  });

  it("names nobody when nothing was written since", async () => {
    expect((await commitOf(dir, shas[2])).authors).toEqual([]);
  });

  it("counts every author when the last applied commit is not in the history any more", async () => {
    expect((await commitOf(dir, "0".repeat(40))).authors).toEqual(["ana@opsdesk.example", "ben@opsdesk.example", "chidi@opsdesk.example"]);
  });

  it("sees work that was not committed", async () => {
    writeFileSync(join(dir, "config.ts"), "unsaved");
    expect((await commitOf(dir)).dirty).toBe(true);
  });

  it("names co-authors, and the keys that signed", async () => {
    const key = join(mkdtempSync(join(tmpdir(), "slipway-key-")), "dana");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const signing = [
      "-c",
      "gpg.format=ssh",
      "-c",
      `user.signingkey=${key}`,
      "-c",
      "user.name=Dana",
      "-c",
      "user.email=dana@opsdesk.example",
    ];
    const message = "both\n\nCo-authored-by: Eli <eli@opsdesk.example>";
    git(...signing, "commit", "-q", "--allow-empty", "-S", "-m", message);
    const fingerprint = fingerprintOf(readFileSync(`${key}.pub`, "utf8"));
    const { authors, keys, unsigned } = await commitOf(dir, shas[2]);
    expect({ authors, keys, unsigned }).toEqual({
      authors: ["dana@opsdesk.example", "eli@opsdesk.example"],
      keys: [fingerprint],
      unsigned: [],
    });
  });

  it("knows nothing outside a checkout", async () => {
    const outside = mkdtempSync(join(tmpdir(), "slipway-no-git-"));
    expect(await commitOf(outside)).toEqual({ sha: undefined, authors: [], dirty: false });
    rmSync(outside, { recursive: true });
  });
});
