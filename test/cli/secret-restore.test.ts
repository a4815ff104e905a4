import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEDULED_SECRETS } from "../../rehearsal/behaviours/secret.ts";
import { type Outcome, slipway, temporaryProject } from "./program.ts";

// somebody deletes a secret behind everybody's back; what follows is nothing but commands
jest.setTimeout(600_000);

const ZONE = "zone/opsdesk.example";
const TARGET = "chatbot/staging";
const ADDRESS = "aws_secretsmanager_secret.mail-key";

const project = temporaryProject();
afterAll(() => project.remove());

const command = (...args: readonly string[]): Promise<Outcome> => slipway([...args, "--rehearsal"], { cwd: project.dir });

interface Planned {
  readonly run: string;
  readonly review: {
    readonly acknowledgements: readonly { readonly token: string }[];
    readonly restores?: readonly string[];
    readonly notices: readonly string[];
    readonly rollbackOf: { readonly run: string; readonly to: string } | null;
    readonly changes: readonly { readonly action: string; readonly address: string }[];
  };
}

async function planned(...args: readonly string[]): Promise<Planned> {
  const { code, stdout, stderr } = await command(...args, "--json");
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

async function approve({ run, review }: Planned): Promise<void> {
  const acknowledged = review.acknowledgements.flatMap(({ token }) => ["--acknowledge", token]);
  expect((await command("approve", run, ...acknowledged)).code).toBe(0);
}

async function launched(...args: readonly string[]): Promise<Planned> {
  const run = await planned(...args);
  await approve(run);
  const { code, stderr } = await command("apply", run.run);
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  return run;
}

/** With a value that is made here and nobody knows. */
async function fill(slot: string): Promise<void> {
  const put = ["secret", "put", TARGET, slot, "--rehearsal"];
  expect((await slipway(put, { cwd: project.dir, input: randomBytes(24).toString("base64url") })).code).toBe(0);
}

/** As DeleteSecret in somebody's console: the name stays taken until the window ends. */
function deleteSecret(): void {
  const file = join(project.dir, ".slipway/rehearsal/world.json");
  const world: { objects: { type: string; attributes: Record<string, unknown> }[] } = JSON.parse(readFileSync(file, "utf8"));
  const [secret, ...others] = world.objects.filter(
    ({ type, attributes }) => type === "aws_secretsmanager_secret" && attributes.name === "chatbot/staging/mail-key",
  );
  expect([secret?.type, others]).toEqual(["aws_secretsmanager_secret", []]);
  if (secret !== undefined) secret.type = SCHEDULED_SECRETS;
  writeFileSync(file, JSON.stringify(world));
}

it("is refused a new secret under the old name, restores the old one, goes back, and has nothing left to do", async () => {
  await launched("plan", ZONE);
  const file = join(project.dir, "config/launches/chatbot.ts");
  const before = readFileSync(file, "utf8");
  const first = await launched("plan", TARGET);
  for (const slot of ["llm-key", "vector-db-key", "mail-key", "webhook-signing-key"]) await fill(slot);
  writeFileSync(file, before.replaceAll('LOG_LEVEL: { value: "debug" }', 'LOG_LEVEL: { value: "info" }'));
  const second = await launched("plan", TARGET);
  expect(second.review.changes).toHaveLength(1);
  deleteSecret();

  const refused = await command("plan", TARGET);
  const told = /mail-key.*is scheduled for deletion.*slipway rollback.*\[SECRET_NAME_TAKEN\]/s;
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringMatching(told) });

  const restore = await planned("rollback", TARGET);
  expect(restore.review.restores).toEqual([expect.stringMatching(/^arn:aws:secretsmanager:.*mail-key/)]);
  const early = await command("apply", restore.run);
  expect(early).toMatchObject({ code: 3, stderr: expect.stringContaining("[APPROVAL_MISSING]") });
  expect((await command("approve", restore.run)).code).toBe(3); // without the token
  await approve(restore);
  const applied = await command("apply", restore.run, "--json");
  expect([applied.code, JSON.parse(applied.stdout)]).toEqual([0, { run: restore.run, target: TARGET, restored: restore.review.restores }]);
  expect((await command("apply", restore.run)).code).toBe(3); // once

  const back = await planned("rollback", TARGET);
  expect(back.review).toMatchObject({ rollbackOf: { run: second.run, to: first.run } });
  expect(back.review.restores).toBeUndefined();
  expect(back.review.changes.map(({ address }) => address)).not.toContain(ADDRESS);
  expect(back.review.notices.join()).toContain("values of secrets are not rolled back");
  await approve(back);
  expect((await command("apply", back.run)).code).toBe(0);

  writeFileSync(file, before);
  expect((await planned("plan", TARGET)).review.changes).toEqual([]);
  const nothing = await command("recover", TARGET);
  expect(nothing).toMatchObject({ code: 3, stderr: expect.stringContaining("[NOTHING_TO_RECOVER]") });
});
