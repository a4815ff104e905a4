import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { composeZone } from "../config/compose-zone.ts";
import type { EnvironmentModel, Model, ZoneBase, ZoneModel } from "../config/model.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { type PlanRequest, planRun, type StackPlanInput } from "../launch/plan.ts";
import type { Run } from "../launch/run.ts";
import type { RunStore } from "../launch/store.ts";
import { renderStack } from "../stacks/render.ts";
import { appliedContributions, appliedZone } from "./applied.ts";
import { findTarget } from "./project.ts";
import { environmentFacts, zoneFacts } from "./recorded-model.ts";
import type { Site } from "./site.ts";

/** Plans a target from its configs: composes the zone from the ledger, renders the stacks, saves the plans. */
export async function planTarget(options: {
  readonly model: Model;
  readonly target: string;
  readonly site: Site;
  readonly commit: PlanRequest["commit"];
  readonly now: Date;
}): Promise<Run> {
  const { model, target, site, commit, now } = options;
  const found = findTarget(model, target);
  const common = { store: site.store, terraform: site.terraform, target, planner: site.planner(), commit, now };
  const lockFile = site.lockFile();
  const locked = (stacks: readonly StackPlanInput[]): readonly StackPlanInput[] =>
    lockFile === undefined ? stacks : stacks.map((each) => ({ ...each, lockFile }));
  switch (found.kind) {
    case "account":
      return planRun({
        ...common,
        approvers: site.approvers ?? model.account.people.approvers,
        stacks: locked([{ stack: model.account.stack, config: renderStack({ kind: "account", account: model.account }) }]),
        facts: { model: { kind: "account" } },
      });
    case "zone": {
      const zone = await recompose(found.zone, found.zone.base, site.store);
      return planRun({
        ...common,
        approvers: site.approvers ?? zone.people.approvers,
        stacks: locked([{ stack: zone.stack, config: renderStack({ kind: "zone", zone, account: model.account.account }) }]),
        facts: { zoneBase: zone.base, model: zoneFacts(zone) },
      });
    }
    case "environment":
      return planRun({
        ...common,
        approvers: site.approvers ?? found.environment.people.approvers,
        stacks: locked(await launchStacks(model, found.environment, found.zone, site.store)),
        facts: {
          contribution: found.environment.contribution,
          residuals: found.environment.residuals,
          model: environmentFacts(found.environment, found.zone),
        },
      });
  }
}

/** Zone rules first, then the hosts, so that no host ever answers without its rules. */
async function launchStacks(model: Model, environment: EnvironmentModel, zone: ZoneModel, store: RunStore): Promise<StackPlanInput[]> {
  const base = await appliedZone(store, zone.base.zone.domain);
  if (base === undefined) {
    throw new SlipwayError({
      kind: "refused",
      code: "ZONE_NOT_LAUNCHED",
      where: environment.target,
      expected: `an applied run of ${zone.target}`,
      got: "none in the ledger",
      fix: `run slipway plan ${zone.target} first`,
    });
  }
  const composed = await recompose(zone, base, store, environment);
  return [
    {
      stack: zone.stack,
      config: renderStack({ kind: "zone", zone: composed, account: model.account.account }),
      onlyRefsOf: environment.contribution.owner,
    },
    { stack: environment.stack, config: renderStack({ kind: "launch", environment, account: model.account.account }) },
  ];
}

/** The zone as its stack must be rendered: a base, the neighbours' applied contributions, and this run's own. */
async function recompose(zone: ZoneModel, base: ZoneBase, store: RunStore, environment?: EnvironmentModel): Promise<ZoneModel> {
  const applied = (await appliedContributions(store, base.zone.domain)).filter((each) => each.owner !== environment?.contribution.owner);
  const contributions = environment === undefined ? applied : [...applied, environment.contribution];
  return { ...zone, base, rulesets: composeZone(base, contributions) };
}

/** Which commit the configs come from. Outside a git checkout nothing is known, and the record says so. */
export async function commitOf(dir: string): Promise<PlanRequest["commit"]> {
  const git = async (...args: string[]): Promise<string> => (await promisify(execFile)("git", ["-C", dir, ...args])).stdout.trim();
  try {
    const [sha, author, changes] = await Promise.all([
      git("rev-parse", "HEAD"),
      git("log", "-1", "--format=%ae"),
      git("status", "--porcelain"),
    ]);
    return { sha, authors: [author], dirty: changes !== "" };
  } catch {
    return { sha: undefined, authors: [], dirty: false };
  }
}
