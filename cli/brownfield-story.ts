import { checkConfigs } from "../config/check.ts";
import type { Model, ZoneModel } from "../config/model.ts";
import type { RawConfigs } from "../config/raw.ts";
import { SlipwayErrors } from "../errors/slipway-error.ts";
import { type Adoption, adoptStack } from "../launch/adopt/adopt.ts";
import { planRollback } from "../launch/rollback/rollback.ts";
import type { Run } from "../launch/run.ts";
import { settle } from "../rehearsal/brownfield.ts";
import { renderStack } from "../stacks/render.ts";
import { recompose } from "./launching.ts";
import { approveAndApply, broken, expectGreen, plan, type Stage, verify } from "./rehearsal-steps.ts";
import type { Task } from "./tasks.ts";
import { snapshotOf } from "./world-snapshot.ts";

export interface Brownfield extends Stage {
  readonly raw: RawConfigs;
  readonly model: Model;
  readonly zone: ZoneModel;
  /** Called with the review that a person would read. */
  readonly onReview: (run: Run) => void;
}

/** A zone that somebody used for years: adopted, launched without deleting anything, and given back as it was. */
export function brownfieldTasks(story: Brownfield): Task[] {
  const { site, zone, raw } = story;
  const { target, stack } = zone;
  const { zoneId } = zone.base.zone;
  let before = "";
  let adoption: Adoption | undefined;
  let first: Run | undefined;
  return [
    {
      title: `An old zone: records, rules and settings that nobody declared`,
      run: async () => {
        settle(site.world, zone.base.zone);
        before = snapshotOf(site.world, zoneId);
        return `${site.world.objects("cloudflare_dns_record").length} records, 2 rules, yesterday's settings`;
      },
    },
    {
      title: `Adopt ${target}`,
      run: async () => {
        const { store, terraform, existing } = site;
        const composed = await recompose(zone, zone.base, store);
        const config = renderStack({ kind: "zone", zone: composed, account: story.model.account.account });
        adoption = await adoptStack({ store, terraform, existing, stack, config, operator: site.planner().id, now: story.now() });
        if (snapshotOf(site.world, zoneId) !== before) throw broken("a zone that adopting does not touch", "another one");
        return `${adoption.resources.length} to import, ${adoption.changes.length} of them to change, ${adoption.undeclared.length} left alone`;
      },
    },
    {
      title: `Plan ${target}: import, change, create, delete nothing`,
      run: async () => {
        first = await plan(story, adoptedModel(raw, zone, adoption, story.now()), target);
        story.onReview(first);
        const { delete: deleted = 0, replace = 0, import: imported = 0, update = 0, create = 0 } = first.review.counts;
        if (deleted + replace > 0) throw broken("a first plan that deletes nothing", `${deleted} deleted, ${replace} replaced`);
        return `${imported} imported as they are, ${update} changed, ${create} created`;
      },
    },
    {
      title: `Approve and apply ${target}`,
      run: async (say) => {
        await approveAndApply(story, known(first), say);
        return "applied, second plan empty";
      },
    },
    { title: `Verify ${target} from outside`, run: async () => expectGreen(await verify(story, known(first))) },
    {
      title: "Take the first run back",
      run: async (say) => {
        const { store, terraform } = site;
        const run = await planRollback({ store, terraform, target, planner: site.planner(), commit: story.commit, now: story.now() });
        story.onReview(run);
        await approveAndApply(story, run, say);
        await verify(story, run);
        if (snapshotOf(site.world, zoneId) !== before)
          throw broken("the zone as it was before the first run", snapshotOf(site.world, zoneId));
        return "every record, rule and setting is as it was";
      },
    },
  ];
}

/** The configs with what `slipway adopt` would have written beside them. */
function adoptedModel(raw: RawConfigs, { target, stack }: ZoneModel, adoption: Adoption | undefined, now: Date): Model {
  const resources = JSON.parse(JSON.stringify(adoption?.resources ?? []));
  const data = { version: 1, target, stack, takenAt: now.toISOString(), resources };
  const { model, errors } = checkConfigs({ ...raw, adopted: [{ file: `config/adopted/${stack}.json`, data }] }, target);
  if (model === undefined) throw new SlipwayErrors(errors);
  return model;
}

function known(run: Run | undefined): Run {
  if (run === undefined) throw broken("a planned run", "none");
  return run;
}
