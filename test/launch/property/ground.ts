import type { JsonObject } from "../../../launch/json.ts";
import type { RunStore } from "../../../launch/store/store.ts";
import type { NamedDeathPoint } from "./fault.ts";
import type { Done } from "./perform.ts";
import type { Work } from "./sequence.ts";

/** Something that exists at the vendor, with what a configuration can say of it. */
export interface Thing {
  readonly id: string;
  readonly stack: string;
  readonly address: string;
  readonly attributes: JsonObject;
}

export interface StateSeen {
  readonly lineage: string;
  readonly serial: number;
  /** Ids by address. */
  readonly ids: ReadonlyMap<string, string>;
}

/** What came of one process. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "gone" }
  | { readonly kind: "refused" | "provider" | "undecided"; readonly code: string };

export interface Ending {
  readonly outcome: Outcome;
  /** Of a process that got to its end. */
  readonly done?: Done;
  /** Where a process died that was to die at a write. */
  readonly died?: NamedDeathPoint;
}

/** What sequences are played on: the double in this process, or terraform, the rehearsal's provider and processes that can be killed. */
export interface Ground {
  /** As the next process finds it. */
  readonly store: RunStore;
  readonly run: (work: Work, start: Date) => Promise<Ending>;
  /** Two processes at once, whose store operations take turns. */
  readonly runBoth?: (works: readonly [Work, Work], turns: readonly boolean[], start: Date) => Promise<readonly Ending[]>;
  readonly things: () => readonly Thing[];
  readonly states: () => ReadonlyMap<string, StateSeen>;
  readonly change: (thing: Thing, attributes: JsonObject) => void;
  readonly remove: (thing: Thing) => void;
  /** The same as `change`, by somebody who has terraform and the state. */
  readonly changeOutside: (thing: Thing, attributes: JsonObject) => void;
  readonly close: () => Promise<void>;
}

/** The same one on every ground, whatever order it lists them in. */
export function thingAt(things: readonly Thing[], number: number): Thing | undefined {
  const place = ({ stack, address }: Thing): string => `${stack}/${address}`;
  return [...things].sort((one, other) => (place(one) < place(other) ? -1 : 1))[number % Math.max(1, things.length)];
}
