import { SlipwayError } from "../errors/slipway-error.ts";
import type { Surroundings } from "./behaviours/behaviour.ts";
import { changeWorld } from "./change.ts";
import { planValues } from "./plan.ts";
import { fromPlain } from "./protocol/codec.ts";
import { servedType } from "./served.ts";
import { checkConfig } from "./validate.ts";
import { type PlainObject, plainObject } from "./value.ts";
import type { StoredObject, World } from "./world.ts";

export interface Outside {
  readonly world: World;
  readonly type: string;
  readonly attributes: PlainObject;
  /** AWS region that the object is made in. */
  readonly region?: string;
}

/**
 * Makes something at a vendor that Terraform knows nothing of: what a brownfield already holds, what somebody clicked together.
 * @throws SlipwayError REHEARSAL_OUTSIDE_REFUSED, REHEARSAL_TYPE_UNKNOWN
 */
export function makeOutside({ world, type, attributes, region = "" }: Outside): StoredObject {
  const served = servedType(type);
  const { body } = served.schema;
  const config = fromPlain(body, attributes);
  const around: Surroundings = { world, region, defaultTags: {}, checkExpression: () => undefined };
  const unknown = Object.keys(attributes)
    .filter((name) => !(name in config))
    .map((name) => `no attribute ${name}`);
  const complaints = [...unknown, ...checkConfig(body, served.rules, config).map(({ path, says }) => `${path}: ${says}`)];
  if (complaints.length > 0) throw refused(type, complaints);
  const values = planValues({ body, rules: served.rules, semantics: served.semantics, config, prior: null, proposed: config });
  const planned = served.behaviour.adjustPlan?.({ config, planned: values, prior: null, around }) ?? values;
  const reasons = served.behaviour.refusePlan?.({ config, planned, prior: null, around }) ?? [];
  if (reasons.length > 0) throw refused(type, reasons);
  const outcome = changeWorld(served, null, planned, around);
  if ("refused" in outcome) throw refused(type, outcome.refused);
  const id = served.behaviour.worldId(plainObject(outcome.state ?? {}));
  const made = world.find(type, id);
  if (made === undefined) throw refused(type, [`${id} did not come into being`]);
  return made;
}

function refused(type: string, reasons: readonly string[]): SlipwayError {
  return new SlipwayError({
    kind: "refused",
    code: "REHEARSAL_OUTSIDE_REFUSED",
    where: `rehearsal world, ${type}`,
    expected: "attributes that the vendor accepts",
    got: reasons.join("; "),
    fix: "change them as the vendor asks",
  });
}
