import { cpSync } from "node:fs";
import { join } from "node:path";
import { planTarget } from "../../cli/launching.ts";
import { openProject } from "../../cli/project.ts";
import { openRehearsalSite, type RehearsalSite, rehearsalTools } from "../../cli/rehearsal-site.ts";
import { packageRoot } from "../../config/package-root.ts";
import { applyRun } from "../../launch/apply.ts";
import type { Run } from "../../launch/run.ts";
import { createInterrupter } from "../../launch/terraform/interrupter.ts";
import { approveRun } from "../../launch/trust/approve.ts";
import { type BenchCase, type BenchLine, type Measured, measureProcess, ratioOf, summary, timed } from "../measure.ts";
import { projectWithRepositoryConfigs } from "../projects.ts";

const RUNS = 5;
const ZONE = "zone/opsdesk.example";
/** Two stacks: its share of the zone, and its own. */
const LAUNCH = "chatbot/staging";
const TARGET = "overhead < 15 % or < 500 ms, whichever is larger";

/** The stacks of a launch, planned by the engine and by the terraform commands that it cannot do without, in the same folders and world. */
export const planCase: BenchCase = {
  name: "plan of a launch with two stacks",
  run: async () => {
    const stage = await openStage();
    try {
      const site = await stage.open("plan");
      const run = await stage.plan(site); // initialises the folders
      const [ours, peer]: [number[], number[]] = [[], []];
      for (let index = 0; index < RUNS; index += 1) {
        ours.push(await timed(async () => await stage.plan(site)));
        peer.push(await timed(async () => await planBare(site, run)));
      }
      // what the command does before its engine begins: node starts, the configs are loaded, checked and rendered
      const main = join(packageRoot(), "dist/cli/main.js");
      const start = await measureProcess([process.execPath, main, "synth", LAUNCH, "--out", join(stage.dir, "out")], {
        cwd: stage.dir,
        runs: RUNS,
      });
      await site.close();
      return line(planCase.name, summary(ours), { name: "terraform plan and show -json, side by side", ...summary(peer) }, [
        `the whole command starts ${start.medianMs} ms earlier: node, configs, synth`,
      ]);
    } finally {
      await stage.close();
    }
  },
};

/** The same for apply, which has to plan again before and after. */
export const applyCase: BenchCase = {
  name: "apply of a launch with two stacks",
  run: async () => {
    const stage = await openStage();
    try {
      const [ours, peer]: [number[], number[]] = [[], []];
      for (let index = 0; index < RUNS; index += 1) {
        const site = await stage.open(`ours-${index}`);
        const run = await stage.plan(site);
        await approve(site, run);
        ours.push(
          await timed(async () => await applyRun({ ...site, runId: run.id, operator: "ci@opsdesk.example", clock: () => new Date() })),
        );
        await site.close();
        const bare = await stage.open(`bare-${index}`);
        const planned = await stage.plan(bare);
        peer.push(await timed(async () => await applyBare(bare, planned)));
        await bare.close();
      }
      const name = "terraform plan, show -json, apply, plan and show -json";
      return line(applyCase.name, summary(ours), { name, ...summary(peer) }, []);
    } finally {
      await stage.close();
    }
  },
};

function line(name: string, ours: Measured, peer: NonNullable<BenchLine["peer"]>, notes: readonly string[]): BenchLine {
  const over = `${ours.medianMs - peer.medianMs} ms over the bare commands`;
  return { case: name, ours, target: TARGET, peer, ratio: ratioOf(ours, peer), note: [over, ...notes].join("; ") };
}

interface Stage {
  readonly dir: string;
  /** A world of its own in which the zone is launched and the launch is not. */
  readonly open: (name: string) => Promise<RehearsalSite>;
  readonly plan: (site: RehearsalSite) => Promise<Run>;
  readonly close: () => Promise<void>;
}

async function openStage(): Promise<Stage> {
  const project = projectWithRepositoryConfigs();
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME };
  const { model } = await openProject(project.dir);
  const binary = await rehearsalTools(environment);
  const siteIn = async (name: string): Promise<RehearsalSite> =>
    await openRehearsalSite({ dir: join(project.dir, name), model, environment, binary });
  const plan = async (site: RehearsalSite, target = LAUNCH): Promise<Run> =>
    await planTarget({ model, target, site, commit: { sha: undefined, authors: [], dirty: false }, now: new Date() });
  const first = await siteIn("zone");
  const run = await plan(first, ZONE);
  await approve(first, run);
  await applyRun({ ...first, runId: run.id, operator: "ci@opsdesk.example", clock: () => new Date() });
  await first.close();
  return {
    dir: project.dir,
    open: async (name) => {
      cpSync(join(project.dir, "zone"), join(project.dir, name), { recursive: true });
      return await siteIn(name);
    },
    plan,
    close: async () => project.remove(),
  };
}

async function approve({ store, approver }: RehearsalSite, run: Run): Promise<void> {
  const acknowledgements = run.review.acknowledgements.map(({ token }) => token);
  await approveRun({ store, runId: run.id, signer: approver(), acknowledgements, now: new Date() });
}

async function planBare({ store, terraform }: RehearsalSite, { id, stacks }: Run): Promise<void> {
  await Promise.all(
    stacks.map(async ({ stack }) => {
      const folder = store.local.path(`work/${stack}`);
      const planFile = join(folder, "bare.tfplan");
      await terraform.plan(folder, id, planFile);
      await terraform.show(folder, planFile);
    }),
  );
}

async function applyBare(site: RehearsalSite, run: Run): Promise<void> {
  await planBare(site, run);
  for (const { stack, empty } of run.stacks) {
    if (empty) continue;
    const folder = site.store.local.path(`work/${stack}`);
    const { code } = await site.terraform.apply({
      folder,
      run: run.id,
      planFile: join(folder, "bare.tfplan"),
      journalFile: join(folder, "bare.jsonl"),
      onStart: () => undefined,
      onLine: () => undefined,
      interrupter: createInterrupter(),
    });
    if (code !== 0) throw new Error(`${stack}: terraform apply ended with ${code}`);
  }
  await planBare(site, { ...run, stacks: run.stacks.filter(({ empty }) => !empty) });
}
