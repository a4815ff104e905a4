import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { openRehearsalSite, rehearsalTools } from "../../cli/rehearsal-site.ts";
import { run } from "../../cli/run.ts";
import { checkConfigs } from "../../config/check.ts";
import { makeOutside } from "../../rehearsal/outside.ts";
import { realConfigs } from "../config/real-configs.ts";
import { type Outcome, slipway, temporaryProject } from "./program.ts";

const TARGET = "chatbot/production";
const DAY_MS = 86_400_000;
const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:rotate-vector-key";
/** Of no shape that anything would cut out by itself, and made anew for each run. */
const marker = `word${process.pid}marker`;
const other = `other${process.pid}marker`;

let project: ReturnType<typeof temporaryProject>;
beforeAll(async () => {
  project = temporaryProject();
  edit(
    /"vector-db-key": \{[^\n]*/,
    `"vector-db-key": { purpose: "reads the index", rotation: { by: "function", everyDays: 30, function: "${FUNCTION_ARN}", onRotation: "reread" } },`,
  );
  const { model } = checkConfigs(realConfigs());
  if (model === undefined) throw new Error("the configs have mistakes");
  const environment = { PATH: process.env.PATH };
  const site = await openRehearsalSite({ dir: dirOf(), model, environment, binary: await rehearsalTools(environment) });
  for (const { name } of model.environments.get(TARGET)?.secretSlots ?? []) {
    if (name.endsWith("webhook-signing-key")) continue; // not applied yet
    const { id } = makeOutside({ world: site.world, type: "aws_secretsmanager_secret", attributes: { name }, region: "eu-west-1" });
    if (name.endsWith("vector-db-key"))
      site.world.put({ type: "aws_secretsmanager_secret_rotation", id, attributes: { secret_id: id, rotation_lambda_arn: FUNCTION_ARN } });
  }
  await site.close();
});
afterAll(() => project.remove());

function dirOf(): string {
  return join(project.dir, ".slipway/rehearsal");
}

function edit(pattern: RegExp, line: string): void {
  const file = join(project.dir, "config/launches/chatbot.ts");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace(pattern, () => line),
  );
}

const outcomes: Outcome[] = [];

let now = new Date();

/** As a process would run it, with a clock of the test's own. */
async function secret(words: readonly string[], input = ""): Promise<Outcome> {
  const [verb = "", ...rest] = words;
  const lines = { out: [] as string[], err: [] as string[] };
  const code = await run(["secret", verb, TARGET, ...rest, "--rehearsal"], {
    out: (line) => void lines.out.push(line),
    err: (line) => void lines.err.push(line),
    environment: { PATH: process.env.PATH, SLIPWAY_AS: "ana@opsdesk.example" },
    workingDirectory: project.dir,
    now: () => now,
    liveProgress: undefined,
    stdin: () => Readable.from(input === "" ? [] : [Buffer.from(input)]),
    onInterrupt: () => () => undefined,
  });
  const outcome = { code, stdout: lines.out.join("\n"), stderr: lines.err.join("\n") };
  outcomes.push(outcome);
  return outcome;
}

async function states(): Promise<Readonly<Record<string, string>>> {
  const { slots } = JSON.parse((await secret(["status", "--json"])).stdout);
  return Object.fromEntries(slots.map(({ slot, state }: { slot: string; state: string }) => [slot, state]));
}

it("tells an empty slot from one that is not there, and is not ready", async () => {
  const outcome = await secret(["status"]);
  expect(outcome.code).toBe(5);
  expect(outcome.stdout).toMatch(/^llm-key +holds no value\n {2}read by {2}LLM_API_KEY$/m);
  expect(outcome.stdout).toMatch(/^webhook-signing-key +there is no such slot yet$/m);
});

it.each([
  { words: ["put", "llm-key"], input: `${marker}\n`, code: 2, says: "SECRET_LINE_END" },
  { words: ["put", "llm-key"], input: "", code: 2, says: "SECRET_VALUE_SIZE" },
  { words: ["put", "no-key"], input: marker, code: 2, says: "SECRET_SLOT_UNKNOWN" },
  { words: ["put", "webhook-signing-key"], input: marker, code: 3, says: "SECRET_SLOT_MISSING" },
  { words: ["rotate", "llm-key"], input: marker, code: 3, says: "SECRET_EMPTY" },
  { words: ["expose", "llm-key", "--reason", "seen"], input: "", code: 3, says: "SECRET_EMPTY" },
  { words: ["expose", "llm-key"], input: "", code: 3, says: "REASON_MISSING" },
])("refuses $words with $says", async ({ words, input, code, says }) => {
  expect(await secret(words, input)).toMatchObject({ code, stderr: expect.stringContaining(`[${says}]`) });
});

it("takes no value from its own command line, and does not repeat one", async () => {
  const beside = await secret(["put", "llm-key", marker]);
  const option = await secret(["put", "llm-key", `--value=${marker}`]);
  expect([beside.code, option.code]).toEqual([2, 2]);
  expect(option.stderr).toContain("unknown option '--value=...'");
});

it("puts a value once, and another one only as a rotation", async () => {
  expect(await secret(["put", "llm-key", "--trim-line-end"], `${marker}\n`)).toMatchObject({ code: 0, stderr: "" });
  expect(await secret(["put", "llm-key"], other)).toMatchObject({ code: 3, stderr: expect.stringContaining("[SECRET_SLOT_FILLED]") });
  expect((await states())["llm-key"]).toBe("active");
  const rotated = await secret(["rotate", "llm-key"], other);
  expect(rotated).toMatchObject({ code: 0, stderr: "" });
  expect(rotated.stdout).toContain(`start again: the application of ${TARGET}, which reads LLM_API_KEY once, at start`);
});

it("has the declared function rotate, and knows who need not be started again", async () => {
  await secret(["put", "vector-db-key"], marker);
  const { code, stdout } = await secret(["rotate", "vector-db-key", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, slot: "vector-db-key", restart: [] });
  expect(await secret(["rotate", "vector-db-key", "--by-hand"], other)).toMatchObject({ code: 0 });
});

it("counts an exposed value as exposed until another one is there", async () => {
  await secret(["put", "mail-key"], marker);
  expect(await secret(["expose", "mail-key", "--reason", "printed in a build log"])).toMatchObject({ code: 0, stderr: "" });
  expect((await states())["mail-key"]).toBe("exposed");
  // without its label, the records say so; without the records, its label does
  const world = join(dirOf(), "world.json");
  const labelled = readFileSync(world, "utf8");
  writeFileSync(world, labelled.replace(/"slipway-exposed-[^"]*"/g, '"harmless"'));
  expect((await states())["mail-key"]).toBe("exposed");
  writeFileSync(world, labelled);
  const records = ["ledger.jsonl", "ledger.head.json", "state/ledger.head.json"].map((name) => join(dirOf(), name));
  const kept = records.map((file) => readFileSync(file));
  for (const file of records) rmSync(file);
  expect((await states())["mail-key"]).toBe("exposed");
  for (const [index, file] of records.entries()) writeFileSync(file, kept[index] ?? "");

  expect(await secret(["rotate", "mail-key"], other)).toMatchObject({ code: 0 });
  const status = await secret(["status"]);
  expect(status.stdout).toMatch(/^mail-key +active since \S+, after an exposure$/m);
  expect(status.stdout).toMatch(/exposed {2}\S+ by ana@opsdesk\.example: printed in a build log; rotated \S+$/m);
});

it("tells what is due, and what should have been rotated", async () => {
  now = new Date(now.getTime() + 80 * DAY_MS);
  const due = await secret(["status"]);
  expect(due.stdout).toMatch(/^llm-key +due in \d+ days; the value is of /m);
  expect(due.code).toBe(5); // a function should have rotated another one, and a slot is not there
  now = new Date(now.getTime() + 20 * DAY_MS);
  const overdue = await secret(["status"]);
  expect(overdue.stdout).toMatch(/^llm-key +overdue by \d+ days; the value is of /m);
  now = new Date();
});

it("shows who did what in the history", async () => {
  const { stdout } = await slipway(["history", TARGET, "--rehearsal", "--verify"], { cwd: project.dir });
  expect(stdout.match(/secret-put|secret-exposed|secret-rotated/g)).toEqual([
    "secret-put",
    "secret-rotated",
    "secret-put",
    "secret-rotated",
    "secret-rotated",
    "secret-put",
    "secret-exposed",
    "secret-rotated",
  ]);
  expect(stdout).toContain("mail-key by ana@opsdesk.example: printed in a build log");
});

interface Stored {
  readonly type: string;
  readonly attributes: { readonly secret?: string; readonly stages?: readonly string[] };
}

function editWorld(change: (object: Stored) => readonly Stored[]): void {
  const file = join(dirOf(), "world.json");
  const world: { objects: readonly Stored[] } = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...world, objects: world.objects.flatMap(change) }));
}

it("says so when nothing rotates what a function should", async () => {
  editWorld((object) => (object.type === "aws_secretsmanager_secret_rotation" ? [] : [object]));
  expect(await secret(["rotate", "vector-db-key"])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("[SECRET_ROTATION_PENDING]"),
  });
  expect((await secret(["status"])).stdout).toContain("rotation no function rotates it, which is not as declared");
});

it("counts a value as exposed although the secret has no room for the label", async () => {
  const many = Array.from({ length: 18 }, (_, index) => `label-${index}`);
  editWorld((object) => {
    const isIt = object.attributes.secret?.includes("/llm-key-") === true && object.attributes.stages?.includes("AWSCURRENT") === true;
    return [isIt ? { ...object, attributes: { ...object.attributes, stages: ["AWSCURRENT", ...many] } } : object];
  });
  const outcome = await secret(["expose", "llm-key", "--reason", "seen in a chat"]);
  expect(outcome).toMatchObject({ code: 4, stderr: expect.stringMatching(/LimitExceededException.*\[SECRET_NOT_LABELLED\]/) });
  expect((await states())["llm-key"]).toBe("exposed");
});

it("reads a pipe, as a process of its own", async () => {
  const words = ["secret", "rotate", TARGET, "llm-key", "--trim-line-end", "--rehearsal", "--json"];
  const outcome = await slipway(words, { cwd: project.dir, input: `${marker}\n` });
  outcomes.push(outcome);
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(outcome.stdout)).toMatchObject({ ok: true, slot: "llm-key", restart: ["LLM_API_KEY"] });
});

it("has left no value anywhere: not in a file, not in what was printed", () => {
  const files = readdirSync(project.dir, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const texts = files.map((each) => readFileSync(join(each.parentPath, each.name), "latin1"));
  expect(texts.some((text) => text.includes("secret-rotated"))).toBe(true);
  expect(outcomes.length).toBeGreaterThan(15);
  const holding = [...texts, ...outcomes.flatMap(({ stdout, stderr }) => [stdout, stderr])].filter(
    (text) => text.includes(marker) || text.includes(other),
  );
  expect(holding).toEqual([]);
});
