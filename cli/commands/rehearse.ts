import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { checkConfigs } from "../../config/check.ts";
import { loadConfigs } from "../../config/load.ts";
import type { EnvironmentModel, Model, ZoneModel } from "../../config/model.ts";
import { SlipwayError, SlipwayErrors } from "../../errors/slipway-error.ts";
import type { Interrupter } from "../../launch/terraform/interrupter.ts";
import { reviewMarkdown } from "../../report/review-markdown.ts";
import { brownfieldTasks } from "../brownfield-story.ts";
import { type Command, flagOption } from "../command.ts";
import { commitOf } from "../commit.ts";
import { listenForInterrupts } from "../interrupts.ts";
import { findTarget } from "../project.ts";
import { projectDir } from "../project-dir.ts";
import { lockRehearsal } from "../rehearsal-lock.ts";
import { BROKEN_ORIGIN_PREFIX, openRehearsalSite, rehearsalTools } from "../rehearsal-site.ts";
import { storyTasks } from "../rehearsal-story.ts";
import { storeDir } from "../store-dir.ts";
import { runTasks, type Task } from "../tasks.ts";

/** `slipway rehearse`: the whole story of a launch against the local world, including a fault and a rollback. */
export const rehearse: Command = {
  name: "rehearse",
  argument: "[target]",
  argumentDescription: "<launch>/<environment>; production of the first launch without one",
  summary: "Tell the whole story locally: launch, a harmful change, and the way back",
  options: [{ flags: "--brownfield", description: "take over a zone that somebody used for years, and give it back as it was" }],
  example: "slipway rehearse chatbot/production",
  run: async (input) => {
    const { shell, global } = input;
    const dir = projectDir(input);
    const loaded = await loadConfigs(dir);
    if (!loaded.ok) throw new SlipwayErrors(loaded.errors);
    const { errors, warnings, model, modelAt } = checkConfigs(loaded.raw);
    if (errors.length > 0 || model === undefined || modelAt === undefined) throw new SlipwayErrors(errors);
    shell.err(`check: no errors, ${warnings.length} warning${warnings.length === 1 ? "" : "s"}`);
    const environment = chooseEnvironment(model, input.argument);

    // before the records of the last rehearsal go
    const binary = await rehearsalTools(shell.environment);
    const store = storeDir(dir, true);
    const unlock = lockRehearsal(store);
    freshDir(store);
    const brokenOrigin = `${BROKEN_ORIGIN_PREFIX}${environment.launch}-origin.example`;
    let passedSeconds = 0;
    const now = (): Date => new Date(shell.now().getTime() + passedSeconds * 1000);
    const place = { dir: store, model, extraOrigins: [brokenOrigin], environment: shell.environment, binary, now };
    const site = await openRehearsalSite(place).catch((error: unknown) => {
      unlock();
      throw error;
    });
    const reviews: string[] = [];
    const { interrupter, stop } = listenForInterrupts(shell);
    try {
      const story = {
        raw: loaded.raw,
        model,
        modelAt,
        environment,
        site,
        interrupter,
        brokenOrigin,
        commit: await commitOf(dir),
        now,
        passSeconds: (seconds: number) => {
          passedSeconds += seconds;
          site.advanceSeconds(seconds);
        },
        onReview: (run: { readonly id: string; readonly review: Parameters<typeof reviewMarkdown>[0] }) => {
          const file = join(store, "runs", run.id, "review.md");
          writeFileSync(file, reviewMarkdown(run.review));
          reviews.push(relative(dir, file));
        },
      };
      const tasks = flagOption(input.options, "brownfield")
        ? brownfieldTasks({ ...story, zone: zoneOf(model, environment) })
        : storyTasks(story);
      await runTasks(untilInterrupted(tasks, interrupter), { live: shell.liveProgress, err: shell.err });
    } finally {
      stop();
      await site.close();
      unlock();
    }
    const records = { store: relative(dir, store), ledger: relative(dir, join(store, "ledger.jsonl")), reviews };
    if (global.json) shell.out(JSON.stringify({ ok: true, target: environment.target, ...records }));
    else {
      shell.out(`rehearsed ${environment.target}; its records:`);
      shell.out(`  ledger   ${records.ledger}`);
      for (const review of reviews) shell.out(`  review   ${review}`);
      shell.out("  more     slipway status --rehearsal, slipway history --rehearsal --verify");
    }
    return 0;
  },
};

function zoneOf(model: Model, { target }: EnvironmentModel): ZoneModel {
  const found = findTarget(model, target);
  if (found.kind === "environment") return found.zone;
  throw new Error(`${target} is no environment`); // chosen among the environments
}

function chooseEnvironment(model: Model, target: string | undefined): EnvironmentModel {
  const all = [...model.environments.values()];
  if (target === undefined) {
    const chosen = all.find((each) => each.environment === "production") ?? all[0];
    if (chosen !== undefined) return chosen;
  } else {
    const found = findTarget(model, target);
    if (found.kind === "environment") return found.environment;
  }
  throw new SlipwayError({
    kind: "config",
    code: "TARGET_UNKNOWN",
    where: "target",
    expected: all.length === 0 ? "a launch with at least one environment" : `one of ${all.map((each) => each.target).join(", ")}`,
    got: JSON.stringify(target ?? "nothing"),
    fix: "name an environment of a launch",
  });
}

/** A rehearsal starts from nothing; the one before is deleted, but only if it is one. */
function freshDir(dir: string): void {
  if (existsSync(join(dir, "world.json")) || existsSync(join(dir, "ledger.jsonl"))) rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
}

/** After Ctrl-C the running step comes to its end, and no other begins. */
export function untilInterrupted(tasks: readonly Task[], interrupter: Pick<Interrupter, "presses">): Task[] {
  return tasks.map(({ title, run }) => ({
    title,
    run: async (say) => {
      if (interrupter.presses() === 0) return run(say);
      throw new SlipwayError({
        kind: "undecided",
        code: "REHEARSAL_INTERRUPTED",
        where: title,
        expected: "a rehearsal that runs to its end",
        got: "Ctrl-C",
        fix: "start it again",
      });
    },
  }));
}
