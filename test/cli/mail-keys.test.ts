import { createHash, createPublicKey } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDkimKey } from "../../mail/dkim/key.ts";
import { slipway, temporaryProject } from "./program.ts";

const SLOT = "chatbot/production/mail-key";
const ARN = `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${SLOT}-abcdef`;
const WORLD = ".slipway/rehearsal/world.json";

let project: ReturnType<typeof temporaryProject>;
beforeEach(() => {
  project = temporaryProject();
  const objects = [{ type: "aws_secretsmanager_secret", id: ARN, attributes: { name: SLOT, arn: ARN, recovery_window_in_days: 30 } }];
  mkdirSync(join(project.dir, ".slipway/rehearsal"), { recursive: true });
  writeFileSync(join(project.dir, WORLD), JSON.stringify({ format: 1, changes: 1, objects }));
});
afterEach(() => project.remove());

const keys = (...args: readonly string[]) => slipway(["mail", "keys", "zone/opsdesk.example", ...args], { cwd: project.dir });
const made = (...args: readonly string[]) => keys("--selector", "s2027", "--slot", SLOT, "--rehearsal", ...args);

it("puts the private half into its slot, and shows the public one alone", async () => {
  const { code, stdout, stderr } = await made();
  const [, publicKey = ""] = /^\{ state: "prepublish", selector: "s2027", publicKey: "([A-Za-z0-9+/=]+)" \},\n$/.exec(stdout) ?? [];
  expect({ code, key: parseDkimKey(publicKey) }).toEqual({ code: 0, key: { ok: true, kind: "rsa", bits: 2048 } });
  const fingerprint = createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("base64").replace(/=+$/, "");
  expect(stderr).toContain(`rsa key SHA256:${fingerprint}; its private half is in ${SLOT}`);
  expect(stdout + stderr + readFileSync(join(project.dir, WORLD), "utf8")).not.toContain("PRIVATE");
  // a slot that is read already would sign with a key that nobody can find
  expect(await made()).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("[SECRET_SLOT_IN_USE]") });
});

it("makes Ed25519 keys as DKIM wants them, for machines too", async () => {
  const { stdout } = await made("--type", "ed25519", "--json");
  const { entry, slot } = JSON.parse(stdout);
  expect({ slot, key: parseDkimKey(entry.publicKey) }).toEqual({ slot: SLOT, key: { ok: true, kind: "ed25519", bits: 256 } });
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(entry.publicKey, "base64")]);
  expect(createPublicKey({ key: spki, format: "der", type: "spki" }).asymmetricKeyType).toBe("ed25519");
});

it.each([
  [["--selector", "google", "--slot", SLOT], "a selector that no key has, got google", "OPTION_VALUE", 2],
  [["--selector", "s 1", "--slot", SLOT], 'a DNS label, got "s 1"', "OPTION_VALUE", 2],
  [["--slot", SLOT], 'a DNS label, got ""', "OPTION_VALUE", 2],
  [["--selector", "s1x", "--slot", SLOT, "--type", "dsa"], 'rsa or ed25519, got "dsa"', "OPTION_VALUE", 2],
  [["--selector", "s1x"], "chatbot/production/mail-key", "SECRET_SLOT_UNKNOWN", 2],
  [["--selector", "s1x", "--slot", "chatbot/staging/mail-key", "--rehearsal"], "none at the secret manager", "SECRET_SLOT_UNKNOWN", 3],
] as const)("refuses %j", async (args, text, error, code) => {
  const outcome = await keys(...args);
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr).toContain(text);
  expect(outcome.stderr).toContain(`[${error}]`);
});
