import { composeZone } from "../config/compose-zone.ts";
import type { AdoptedImport, Contribution, EnvironmentModel, Model, ZoneBase, ZoneModel } from "../config/model.ts";
import type { People } from "../config/schema/common.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { canonicalText } from "../launch/json.ts";
import { type PlanConsent, type PlanRequest, planRun, type StackPlanInput } from "../launch/plan.ts";
import type { Exception } from "../launch/review/review.ts";
import type { Run } from "../launch/run.ts";
import { runStageOf } from "../launch/stage/stage.ts";
import type { RunStore } from "../launch/store/store.ts";
import type { Evidence } from "../mail/evidence/evidence.ts";
import { renderStack } from "../stacks/render.ts";
import { appliedContributions, appliedZone } from "./applied.ts";
import { type DmarcStep, judgeDmarc } from "./dmarc-gate.ts";
import { counterfactual, refuseUnreadyMail } from "./mail-gate.ts";
import { readProofs } from "./mail-proofs.ts";
import { findTarget } from "./project.ts";
import { environmentFacts, zoneFacts } from "./recorded-model.ts";
import { requireSecrets } from "./secret-gate.ts";
import type { Site } from "./site.ts";
import { stageRemarks } from "./stages.ts";
import { requireServingZone } from "./zone-state.ts";

/** Plans a target from its configs: composes the zone from the ledger, renders the stacks, saves the plans. */
export async function planTarget(options: {
  readonly model: Model;
  readonly target: string;
  readonly site: Site;
  readonly commit: PlanRequest["commit"];
  readonly now: Date;
  readonly consent?: PlanConsent | undefined;
  /** What receivers report about a zone's mail. */
  readonly evidence?: Evidence | undefined;
}): Promise<Run> {
  const { target, site, commit, now, consent, evidence } = options;
  const model = withStatesBeside(options.model, site.store);
  const found = findTarget(model, target);
  const common = {
    store: site.store,
    terraform: site.terraform,
    secrets: site.secrets,
    target,
    planner: site.planner(),
    commit,
    now,
    ...(consent === undefined ? {} : { consent }),
  };
  const lockFile = site.lockFile();
  const locked = (stacks: readonly StackPlanInput[]): readonly StackPlanInput[] =>
    lockFile === undefined ? stacks : stacks.map((each) => ({ ...each, lockFile }));
  const dmarcOf = async (zone: ZoneModel, plans: DmarcStep["plans"]): Promise<readonly Exception[]> => {
    const proofs = await readProofs(site.store, zone.mail.domain);
    const unproven = consent?.unprovenMail === true ? consent.reason : undefined;
    return judgeDmarc({ plans, zone, evidence, proofs, now, unproven, startsAnywhere: site.sendsNothing });
  };
  switch (found.kind) {
    case "account":
      return planRun({
        ...common,
        ...whoApproves(site, model.account.people),
        stacks: locked([{ stack: model.account.stack, config: renderStack({ kind: "account", account: model.account }) }]),
        facts: { residuals: model.account.parts.residuals, model: { kind: "account" } },
      });
    case "zone": {
      const zone = await recompose(found.zone, found.zone.base, site.store);
      const run = await planRun({
        ...common,
        ...whoApproves(site, zone.people, environmentsIn(model, zone)),
        stacks: locked([
          { stack: zone.stack, config: renderStack({ kind: "zone", zone, account: model.account.account }), ...baselineOf(zone.imports) },
        ]),
        facts: { zoneBase: zone.base, model: zoneFacts(zone) },
        remarks: counterfactual(found.zone, evidence),
        judge: async (plans) => {
          const exceptions = await dmarcOf(found.zone, plans);
          await refuseUnreadyMail(plans, zone, site.probeWorld);
          return exceptions;
        },
      });
      return await keepComposition(site.store, run, await compositionOf(site.store, zone.base));
    }
    case "environment": {
      const stage = runStageOf(found.environment);
      if (stage.name !== "slots") await requireServingZone(site, found.zone.base.zone);
      const ofSecrets = await requireSecrets({ environment: found.environment, secrets: site.secrets, store: site.store, now });
      const run = await planRun({
        ...common,
        ...whoApproves(site, found.environment.people),
        stacks: locked(await launchStacks(model, found.environment, found.zone, site.store)),
        facts: {
          contribution: found.environment.contribution,
          residuals: found.environment.residuals,
          model: environmentFacts(found.environment, found.zone),
        },
        stage,
        remarks: [...ofSecrets, ...(await stageRemarks(site, target, stage, now))],
        judge: (plans) => dmarcOf(found.zone, plans),
      });
      return await keepComposition(site.store, run, await compositionOf(site.store, found.zone.base, found.environment));
    }
  }
}

/** States lie beside the records: while the bucket that the config names is yet to be made, that is the folder. */
function withStatesBeside(model: Model, { states }: RunStore): Model {
  const { account } = model.account;
  if (states?.kind !== "local" || account.state.kind === "local") return model;
  return { ...model, account: { ...model.account, account: { ...account, state: { kind: "local" } } } };
}

/** A zone's run needs as many people as the strictest environment in it; a rehearsal has only its own. */
function whoApproves(
  site: Site,
  { approvers, quorum, knownKeysOnly }: People,
  others: readonly People[] = [],
): Pick<PlanRequest, "approvers" | "quorum" | "knownKeysOnly"> {
  const strictest = Math.max(quorum, ...others.map((each) => each.quorum));
  return site.approvers === undefined
    ? { approvers, quorum: strictest, knownKeysOnly }
    : { approvers: site.approvers, quorum: Math.min(strictest, site.approvers.length) };
}

function environmentsIn(model: Model, { base }: ZoneModel): readonly People[] {
  return [...model.environments.values()].filter(({ zone }) => zone.domain === base.zone.domain).map(({ people }) => people);
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
    {
      stack: environment.stack,
      config: renderStack({ kind: "launch", environment, account: model.account.account }),
      ...baselineOf(environment.imports),
    },
  ];
}

/** What a stack takes over, for the way back to where nothing was. */
function baselineOf(imports: readonly AdoptedImport[] | undefined): Pick<StackPlanInput, "baseline"> {
  return imports === undefined ? {} : { baseline: imports.map(({ address, attributes }) => ({ address, attributes })) };
}

/** The zone as its stack must be rendered: a base, the neighbours' applied contributions, and this run's own. */
export async function recompose(zone: ZoneModel, base: ZoneBase, store: RunStore, environment?: EnvironmentModel): Promise<ZoneModel> {
  return { ...zone, base, rulesets: composeZone(base, await compositionOf(store, base, environment)) };
}

async function compositionOf(store: RunStore, base: ZoneBase, environment?: EnvironmentModel): Promise<readonly Contribution[]> {
  const applied = (await appliedContributions(store, base.zone.domain)).filter((each) => each.owner !== environment?.contribution.owner);
  return environment === undefined ? applied : [...applied, environment.contribution];
}

/**
 * What the zone of a run is composed of, for the app in cdktf.json (`SLIPWAY_CONTRIBUTIONS`): so cdktf can synthesize what the run recorded.
 * A convenience and no record: what counts is the configuration that the planner signed.
 */
async function keepComposition(store: RunStore, run: Run, contributions: readonly Contribution[]): Promise<Run> {
  await store.local.folder(`runs/${run.id}/contributions`);
  for (const each of contributions) await store.local.write(`runs/${run.id}/contributions/${each.owner}.json`, `${canonicalText(each)}\n`);
  return run;
}
