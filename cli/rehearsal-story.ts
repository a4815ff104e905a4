import { randomBytes } from "node:crypto";
import { checkConfigs } from "../config/check.ts";
import type { EnvironmentModel, Model } from "../config/model.ts";
import type { RawConfigs } from "../config/raw.ts";
import type { Stage, Stages } from "../config/stage.ts";
import { ownerOfRef } from "../edge/rule.ts";
import type { ErrorCode } from "../errors/catalogue.ts";
import { SlipwayError } from "../errors/slipway-error.ts";
import { verifyLedger } from "../launch/ledger/ledger.ts";
import type { WayBackStep } from "../launch/review/review-schema.ts";
import { planRollback } from "../launch/rollback/rollback.ts";
import type { Run } from "../launch/run.ts";
import { badChange, moveOrigin } from "./rehearsal-changes.ts";
import { deliverMail } from "./rehearsal-mail.ts";
import { applyOnce, approveAndApply, broken, expectGreen, type Stage as Place, plan, verify } from "./rehearsal-steps.ts";
import type { Task } from "./tasks.ts";

export interface Story extends Place {
  readonly raw: RawConfigs;
  readonly model: Model;
  readonly modelAt: (stages: Stages) => Model;
  readonly environment: EnvironmentModel;
  /** Where the health route answers 503. */
  readonly brokenOrigin: string;
  /** Called with the review that a person would read. */
  readonly onReview: (run: Run) => void;
}

/** The whole story of a launch: forward, refused, forward, broken, back. Every step fails when a gate that has to hold does not. */
export function storyTasks(story: Story): Task[] {
  const { model, environment, site } = story;
  const zoneTarget = `zone/${environment.zone.domain}`;
  const neighbours = [...model.environments.values()].filter(
    (each) => each.zone.domain === environment.zone.domain && each.target !== environment.target,
  );
  const bad = badChange(story.raw, environment);
  let harmful: Run | undefined;
  let rulesOfNeighbours = "";

  const tasks: Task[] = [
    ...launchTasks(story, model, zoneTarget, { withRefusal: true }),
    ...mailTasks(story, zoneTarget),
    ...neighbours.flatMap((each) => launchTasks(story, model, each.target, { withRefusal: false })),
    ...(environment.direct === undefined ? stagedTasks(story) : launchTasks(story, model, environment.target, { withRefusal: true })),
    {
      title: `Bad change: ${bad.title}`,
      run: async () => {
        rulesOfNeighbours = neighbourRules(story, neighbours);
        const { errors } = checkConfigs(bad.raw, environment.target);
        expectCode(errors, bad.code);
        return `check refused it [${bad.code}]`;
      },
    },
    {
      title: "Harmful but legal change: the health host moves to a broken origin",
      run: async (say) => {
        const changed = checkConfigs(moveOrigin(story.raw, environment, story.brokenOrigin), environment.target);
        if (changed.model === undefined)
          throw broken("a change that check lets through", changed.errors.map((each) => each.message).join("; "));
        const run = await plan(story, changed.model, environment.target);
        const risk = run.review.changes.find((each) => each.risk.level === "high");
        if (risk === undefined) throw broken("a review that shows the risk", "no change of high risk");
        harmful = run;
        say(risk.sentence);
        await approveAndApply(story, run, say);
        const findings = await verify(story, run);
        const failed = findings.filter((each) => each.outcome === "fail");
        if (failed.length === 0) throw broken("a verification that fails", "every probe passed");
        return `applied; verification failed as it must: ${failed.map((each) => each.id).join(", ")}`;
      },
    },
    {
      title: "Roll back by a reviewed plan",
      run: async (say) => {
        const run = await planRollback({
          store: site.store,
          terraform: site.terraform,
          target: environment.target,
          planner: site.planner(),
          commit: story.commit,
          now: story.now(),
        });
        expectListedWayBack(harmful, run);
        say(`${run.review.changes.length} changes back to ${run.rollbackOf?.to}`);
        await approveAndApply(story, run, say);
        return expectGreen(await verify(story, run));
      },
    },
    {
      title: "Neighbours' rules in the zone are untouched",
      run: async () => {
        if (neighbourRules(story, neighbours) !== rulesOfNeighbours) throw broken("the neighbours' rules as they were", "other rules");
        return neighbours.map((each) => each.target).join(", ") || "no neighbours";
      },
    },
    {
      title: "Ledger",
      run: async () => {
        const { entries } = await verifyLedger(site.store);
        return `${entries.length} entries, hash chain unbroken`;
      },
    },
  ];
  return tasks.map(({ title, run }) => ({ title, run: async (say) => await run(unlessStopped(story, say)) }));
}

/** Every step begins here, and none begins after Ctrl-C. */
function unlessStopped({ interrupter }: Story, say: (line: string) => void): (line: string) => void {
  if (interrupter === undefined || interrupter.presses() === 0) return say;
  throw new SlipwayError({
    kind: "refused",
    code: "STOPPED_BY_OPERATOR",
    where: "rehearsal",
    expected: "the story told to its end",
    got: "Ctrl-C",
    fix: "run slipway rehearse again; it starts from nothing",
  });
}

/** Long enough for monitors that report once a minute to have seen the previews well three times. */
const MONITORS_SEE_SECONDS = 360;

/** slots, secrets, prepare, a refusal to go live too early, live. */
function stagedTasks(story: Story): Task[] {
  const { site, environment, modelAt } = story;
  const { target } = environment;
  const at = (stage: Stage): Model => modelAt(new Map([[target, stage]]));
  return [
    ...(environment.secretSlots.length === 0
      ? []
      : [
          ...launchTasks(story, at("slots"), target, { withRefusal: true, stage: "slots" }),
          {
            title: `Put a value into every secret slot of ${target}`,
            run: async () => {
              for (const { name } of environment.secretSlots) await fillSlot(site, name);
              return `${environment.secretSlots.length} values, straight to the secret manager`;
            },
          },
        ]),
    ...launchTasks(story, at("prepare"), target, { withRefusal: environment.secretSlots.length === 0, stage: "prepare" }),
    ...launchTasks(story, at("live"), target, { withRefusal: false, stage: "live", isGuarded: true }),
  ];
}

/** A value that is made here and nobody knows. */
async function fillSlot({ secrets }: Story["site"], name: string): Promise<void> {
  const found = await secrets.find({ name, region: null });
  if (found?.kind !== "present") throw broken(`an empty slot ${name}`, found?.kind ?? "no answer");
  await secrets.put(found.arn, null, randomBytes(24).toString("base64url"));
}

interface LaunchOptions {
  readonly withRefusal: boolean;
  /** Said in the titles, where the launch goes through stages. */
  readonly stage?: Stage;
  /** Its apply waits for monitors. */
  readonly isGuarded?: boolean;
}

/** plan, refused apply, approval, apply, verify of one target. */
function launchTasks(story: Story, model: Model, name: string, { withRefusal, stage, isGuarded = false }: LaunchOptions): Task[] {
  const target = stage === undefined ? name : `${name} at stage ${stage}`;
  let planned: Run | undefined;
  const run = (): Run => {
    if (planned === undefined) throw broken("a planned run", "none");
    return planned;
  };
  return [
    {
      title: `Plan ${target}`,
      run: async () => {
        planned = await plan(story, model, name);
        story.onReview(planned);
        return `${planned.review.changes.length} changes in ${planned.stacks.length} stack${planned.stacks.length === 1 ? "" : "s"}, run ${planned.id}`;
      },
    },
    ...(withRefusal
      ? [
          {
            title: `Apply ${target} without approval`,
            run: async () => {
              const refusal = await applyOnce(story, run(), () => undefined).then(
                () => undefined,
                (error: unknown) => error,
              );
              expectCode(refusal instanceof SlipwayError ? [refusal] : [], "APPROVAL_MISSING");
              return "refused [APPROVAL_MISSING]";
            },
          },
        ]
      : []),
    ...(isGuarded
      ? [
          {
            title: `Approve and apply ${target} before its monitors have seen it`,
            run: async (say: (line: string) => void) => {
              const refused = await approveAndApply(story, run(), say).then(
                () => undefined,
                (error: unknown) => error,
              );
              expectCode(refused instanceof SlipwayError ? [refused] : [], "LIVE_GATE_CLOSED");
              return "refused [LIVE_GATE_CLOSED]";
            },
          },
          {
            title: `Apply ${target} once they have`,
            run: async (say: (line: string) => void) => {
              story.passSeconds(MONITORS_SEE_SECONDS);
              await applyOnce(story, run(), say);
              return "applied, second plan empty";
            },
          },
        ]
      : [
          {
            title: `Approve and apply ${target}`,
            run: async (say: (line: string) => void) => {
              await approveAndApply(story, run(), say);
              return "applied, second plan empty";
            },
          },
        ]),
    { title: `Verify ${target} from outside`, run: async () => expectGreen(await verify(story, run())) },
  ];
}

/** Mail of the zone's domain, where anybody sends it. */
function mailTasks({ site, model, raw }: Story, zoneTarget: string): Task[] {
  const zone = model.zones.get(zoneTarget);
  if (zone?.senders === undefined) return [];
  return [{ title: `Mail of ${zone.mail.domain}: deliver, judge, break`, run: (say) => deliverMail(site, zone, raw, say) }];
}

/** What the review of a run listed as its way back is what the rollback really does. */
function expectListedWayBack(forward: Run | undefined, rollback: Run): void {
  const listed = forward?.review.wayBack ?? { none: "no run" };
  if ("none" in listed) throw broken("a way back in the review", listed.none);
  const spelled = (steps: readonly WayBackStep[]): string =>
    steps
      .map(({ stack, address, previousAddress, action }) => `${action} ${stack}/${address}${previousAddress ?? ""}`)
      .sort()
      .join(", ");
  if (spelled(listed.steps) !== spelled(rollback.review.changes)) {
    throw broken(`the way back as listed: ${spelled(listed.steps)}`, spelled(rollback.review.changes));
  }
}

/** What the neighbours contribute to the zone, as the API holds it, ids included. */
function neighbourRules({ site }: Story, neighbours: readonly EnvironmentModel[]): string {
  const owners = new Set(neighbours.map((each) => each.contribution.owner));
  return JSON.stringify(site.edgeRules().filter(({ ref }) => owners.has(ownerOfRef(ref))));
}

function expectCode(errors: readonly SlipwayError[], code: ErrorCode): void {
  if (errors.some((each) => each.parts.code === code)) return;
  throw broken(`a refusal with ${code}`, errors.map((each) => each.parts.code).join(", ") || "no refusal");
}
