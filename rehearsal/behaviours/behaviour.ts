import type { CloudflarePlan } from "../../edge/plan-tier.ts";
import type { PlainObject, ValueObject } from "../value.ts";
import type { StoredObject, World } from "../world.ts";

/** What surrounds a change: the world, and what the provider's configuration says. */
export interface Surroundings {
  readonly world: World;
  /** AWS region of the provider configuration; "" for Cloudflare. */
  readonly region: string;
  readonly defaultTags: Readonly<Record<string, string>>;
  /** Says what is wrong with a rules-language filter, or nothing. */
  readonly checkExpression: CheckExpression;
}

/** Where a rules-language text stands: which functions and fields it may use depends on it. */
export interface ExpressionPlace {
  readonly phase: string;
  /** Undefined for a zone that the world does not know. */
  readonly plan: CloudflarePlan | undefined;
  /** A filter says which requests a rule is for; a value computes text, as a redirect's target does. */
  readonly use: "match" | "value";
}

export type CheckExpression = (expression: string, place: ExpressionPlace) => string | undefined;

export interface Change {
  readonly action: "create" | "update";
  /** Null where the value is not known yet. */
  readonly planned: PlainObject;
  readonly prior: PlainObject | null;
  readonly around: Surroundings;
}

export interface PlannedChange {
  readonly config: ValueObject;
  readonly planned: ValueObject;
  readonly prior: ValueObject | null;
  readonly around: Surroundings;
}

/** What the vendor does with one resource type beyond its schema and rules. Texts are what the vendor answers, as near as they are known. */
export interface Behaviour {
  /** Identity in the world; see WorldObject. */
  readonly worldId: (attributes: PlainObject) => string;
  /** Values that the vendor makes up; what is left out stays null. */
  readonly compute: (change: Change) => PlainObject;
  /** Values that turn out other than planned, which only SDKv2 providers may answer. */
  readonly turnsOut?: (change: Change) => PlainObject;
  /** What the vendor makes of the object a moment after it has answered: the next read finds it. */
  readonly settle?: (attributes: PlainObject, around: Surroundings) => PlainObject;
  /** Why the vendor keeps an object that is to be deleted. */
  readonly refuseRemoval?: (attributes: PlainObject, around: Surroundings) => readonly string[];
  /** What the vendor refuses at apply. */
  readonly refuse?: (change: Change) => readonly string[];
  /** What the provider refuses at plan, beyond the rules. */
  readonly refusePlan?: (change: PlannedChange) => readonly string[];
  /** What the provider changes about the plan, beyond the rules. */
  readonly adjustPlan?: (change: PlannedChange) => ValueObject;
  /** Root attributes that replace the resource only at certain changes. */
  readonly replacedBy?: (change: PlannedChange) => readonly string[];
  /** What the provider warns about whenever it plans this. */
  readonly warning?: (action: "create" | "delete") => string | undefined;
  /** Deleting, where it is not just forgetting. */
  readonly remove?: (object: StoredObject, around: Surroundings) => void;
  /** Attributes that only steer the provider: the vendor never answers them, so that an import does not know them. */
  readonly notReturned?: readonly string[];
  /** The object as the vendor has it now, where that is more than what was put into the world. */
  readonly find?: (worldId: string, around: Surroundings) => StoredObject | undefined;
  /** How the provider words the import id. */
  readonly importForm?: string;
  /** The object behind an import id, or why there is none. */
  readonly importObject: (importId: string, around: Surroundings) => StoredObject | string;
}
