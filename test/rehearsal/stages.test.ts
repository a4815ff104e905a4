import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Shell } from "../../cli/command.ts";
import { openProject } from "../../cli/project.ts";
import { openRehearsalSite, rehearsalTools } from "../../cli/rehearsal-site.ts";
import { run } from "../../cli/run.ts";
import { temporaryProject } from "../cli/program.ts";

const TARGET = "portal/production";
const project = temporaryProject();
const environment = { PATH: process.env.PATH, HOME: process.env.HOME };
let passedSeconds = 0;
afterAll(() => project.remove());

/** Begins every value that is put; made at run time, so that it is nowhere by itself. */
const FAKE = `fake${process.pid}value`;

/** Every file of the project that holds a text: configs, states, plans, runs, journals, ledger and world. */
function holding(text: string): readonly string[] {
  const files = readdirSync(project.dir, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return files.map((each) => join(each.parentPath, each.name)).filter((file) => readFileSync(file).includes(text));
}

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line in this process, so that time can pass without anybody waiting. */
async function slipway(...argv: readonly string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const shell: Shell = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    environment,
    workingDirectory: project.dir,
    now: () => new Date(Date.now() + passedSeconds * 1000),
    liveProgress: undefined,
    stdin: () => Readable.from([Buffer.from([FAKE, "and", "new"].join("-"))]),
    onInterrupt: () => () => undefined,
  };
  return { code: await run([...argv, "--rehearsal"], shell), out: out.join("\n"), err: err.join("\n") };
}

interface Planned {
  readonly run: string;
  readonly review: {
    readonly notices: readonly string[];
    readonly changes: readonly object[];
    readonly acknowledgements: readonly { readonly token: string }[];
  };
}

async function approved(command: "plan" | "rollback", ...argv: readonly string[]): Promise<Planned> {
  const { code, out, err } = await slipway(command, ...argv, "--json");
  expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
  const planned: Planned = JSON.parse(out);
  const tokens = planned.review.acknowledgements.flatMap(({ token }) => ["--acknowledge", token]);
  expect(await slipway("approve", planned.run, ...tokens)).toMatchObject({ code: 0 });
  return planned;
}

async function applied({ run: id }: Planned): Promise<Said> {
  const said = await slipway("apply", id);
  expect({ code: said.code, err: said.code === 0 ? "" : said.err, out: said.code === 0 ? "" : said.out }).toEqual({
    code: 0,
    err: "",
    out: "",
  });
  return said;
}

async function fillSlots(): Promise<void> {
  const { model } = await openProject(project.dir);
  const site = await openRehearsalSite({
    dir: join(project.dir, ".slipway/rehearsal"),
    model,
    environment,
    binary: await rehearsalTools(environment),
  });
  for (const { name } of model.environments.get(TARGET)?.secretSlots ?? []) {
    const found = await site.secrets.find({ name, region: null });
    if (found?.kind === "present") await site.secrets.put(found.arn, null, [FAKE, name].join("-"));
  }
  await site.close();
}

const stageOf = async (): Promise<unknown> => JSON.parse((await slipway("status", TARGET, "--json")).out).targets[0]?.stage;

it("goes slots, put, prepare, live, update and back", async () => {
  await applied(await approved("plan", "zone/clientdesk.example"));
  expect((await slipway("status", TARGET)).out).toContain(`next: slipway plan ${TARGET} --rehearsal for stage slots`);

  expect(await slipway("plan", TARGET, "--stage", "live")).toMatchObject({ code: 3, err: expect.stringContaining("[STAGE_SKIPPED]") });
  const slots = await applied(await approved("plan", TARGET));
  expect(slots.err).toContain(`next: slipway secret put ${TARGET} session-key --rehearsal: its slot has no value yet`);
  expect(slots.err).toContain(`then: slipway plan ${TARGET} --rehearsal for stage prepare`);
  const early = await slipway("plan", TARGET);
  expect(early.code).toBe(3);
  for (const slot of ["session-key", "database-url", "mail-key"])
    expect(early.err).toContain(`run slipway secret put ${TARGET} ${slot} [SECRET_EMPTY]`);
  await fillSlots();
  expect((await slipway("status", TARGET)).out).toContain(`next: slipway plan ${TARGET} --rehearsal for stage prepare`);

  const prepare = await approved("plan", TARGET);
  const prepared = await applied(prepare);
  expect(prepared.err).toContain(`next: slipway plan ${TARGET} --rehearsal for stage live`);
  expect(await stageOf()).toBe("prepare");
  expect(await slipway("verify", TARGET)).toMatchObject({ code: 0 });
  expect(await slipway("drift", TARGET)).toMatchObject({ code: 0 });
  expect(await slipway("plan", TARGET, "--stage", "slots")).toMatchObject({ code: 3, err: expect.stringContaining("[STAGE_BACKWARDS]") });

  const live = await approved("plan", TARGET);
  expect(live.review.notices.join("\n")).toContain("monitor api-health (health): not yet, 0 of 3 successes");
  expect(await slipway("apply", live.run)).toMatchObject({ code: 3, err: expect.stringContaining("[LIVE_GATE_CLOSED]") });
  passedSeconds += 360;
  expect((await applied(live)).err).not.toContain("next:");
  expect(await stageOf()).toBe("live");

  const again = await approved("plan", TARGET);
  expect(again.review.changes).toEqual([]);
  const launch = join(project.dir, "config/launches/portal.ts");
  writeFileSync(launch, readFileSync(launch, "utf8").replace('LOG_LEVEL: { value: "info" }', 'LOG_LEVEL: { value: "warn" }'));
  const update = await approved("plan", TARGET);
  // somebody sees a value between the approval and the apply
  expect(await slipway("secret", "expose", TARGET, "mail-key", "--reason", "pasted into a chat")).toMatchObject({ code: 0 });
  const exposed = { code: 3, err: expect.stringContaining("[SECRET_EXPOSED]") };
  expect(await slipway("apply", update.run)).toMatchObject(exposed);
  expect(await slipway("plan", TARGET)).toMatchObject(exposed);
  expect(await slipway("secret", "rotate", TARGET, "mail-key")).toMatchObject({ code: 0 });
  await applied(update);

  const undo = await approved("rollback", TARGET);
  expect(undo.review.notices.join("\n")).toContain(`leads to stage live of ${live.run}`);
  await applied(undo);
  const back = await approved("rollback", TARGET, "--to", prepare.run);
  expect(back.review.notices.join("\n")).toContain(`leads to stage prepare of ${prepare.run}`);
  await applied(back);
  expect(await stageOf()).toBe("prepare");
  expect((await slipway("history", "--verify")).out).toContain("chain unbroken");
  expect(holding("aws_secretsmanager_secret")).not.toEqual([]);
  expect(holding(FAKE)).toEqual([]);
}, 600_000);
