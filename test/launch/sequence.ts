import * as fc from "fast-check";
import type { DeathPoint } from "./dying-store.ts";
import { TARGETS, type Target, type Wanted } from "./launches.ts";
import type { ApplyFault } from "./terraform-double.ts";

/** One thing that somebody does, or that happens. Numbers choose among what is there when the step comes. */
export type Step =
  | { readonly kind: "plan"; readonly target: Target; readonly wanted: Wanted; readonly death: DeathPoint | undefined }
  | {
      readonly kind: "approve";
      readonly target: Target;
      readonly by: "ben" | "mallory" | "planner";
      readonly death: DeathPoint | undefined;
    }
  | {
      readonly kind: "apply";
      readonly target: Target;
      readonly back: number;
      readonly death: DeathPoint | undefined;
      readonly fault: ApplyFault | undefined;
    }
  /** Plan, approve, apply and verify in one go. */
  | {
      readonly kind: "launch";
      readonly target: Target;
      readonly wanted: Wanted;
      readonly fault: ApplyFault | undefined;
      readonly death: DeathPoint | undefined;
    }
  | { readonly kind: "rollback"; readonly target: Target; readonly fault: ApplyFault | undefined; readonly death: DeathPoint | undefined }
  | { readonly kind: "drift"; readonly object: number; readonly how: "changed" | "gone" }
  | { readonly kind: "verify"; readonly target: Target }
  | { readonly kind: "wait"; readonly hours: number }
  /** Somebody looks, imports what the state does not know, and says so. */
  | { readonly kind: "recover" };

const value = fc.constantFrom("v1", "v2", "v3");
const target = fc.constantFrom(...TARGETS);

/** `keep` is declared with a protection, without one, or not at all. */
const wanted: fc.Arbitrary<Wanted> = fc
  .record({
    rules: fc.dictionary(fc.constantFrom("git", "env", "admin"), value, { maxKeys: 3, noNullPrototype: true }),
    things: fc.dictionary(fc.constantFrom("api", "queue", "alarm"), value, { maxKeys: 3, noNullPrototype: true }),
    keep: fc.constantFrom("protected", "declared", "absent"),
    forces: fc.constantFrom("one", "one", "one", "two"),
  })
  .map(({ rules, things, keep, forces }) => ({
    rules,
    things: keep === "absent" ? things : { ...things, store: "v1" },
    keep: keep === "protected" ? "store" : undefined,
    forces,
  }));

const fault: fc.Arbitrary<ApplyFault> = fc.record({
  after: fc.nat({ max: 3 }),
  kind: fc.constantFrom("terraform-killed", "provider-error", "process-killed", "both-killed"),
  saved: fc.boolean(),
  inFlight: fc.boolean(),
});

const death: fc.Arbitrary<DeathPoint> = fc.record({ write: fc.nat({ max: 60 }), reached: fc.constantFrom("none", "half", "all") });

const seldom = <T>(arbitrary: fc.Arbitrary<T>, weight = 2): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("launch" as const), target, wanted, fault: seldom(fault), death: seldom(death) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("plan" as const), target, wanted, death: seldom(death, 4) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("approve" as const),
      target,
      by: fc.constantFrom("ben" as const, "ben" as const, "mallory" as const, "planner" as const),
      death: seldom(death, 4),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("apply" as const),
      target,
      back: fc.nat({ max: 2 }),
      fault: seldom(fault),
      death: seldom(death),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rollback" as const), target, fault: seldom(fault), death: seldom(death, 4) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("drift" as const),
      object: fc.nat({ max: 9 }),
      how: fc.constantFrom("changed" as const, "gone" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("verify" as const), target }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), hours: fc.constantFrom(1, 30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("recover" as const) }) },
);

export interface Sequence {
  /** Whether zone and launches stand already when it begins. */
  readonly isLaunched: boolean;
  readonly steps: readonly Step[];
}

export const sequences: fc.Arbitrary<Sequence> = fc.record({
  isLaunched: fc.constantFrom(true, true, true, false),
  steps: fc.array(step, { minLength: 1, maxLength: 8, size: "max" }),
});
