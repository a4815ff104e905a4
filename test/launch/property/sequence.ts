import * as fc from "fast-check";
import type { ApplyFault, DeathPoint, NamedDeathPoint } from "./fault.ts";
import { TARGETS, type Target, type Wanted, ZONE } from "./launches.ts";

interface Mishaps {
  readonly fault?: ApplyFault | undefined;
  /** By name where another process died before. */
  readonly death?: DeathPoint | NamedDeathPoint | undefined;
}

/** One process of the command line. Numbers choose among what is there when its turn comes. */
export type Work = Mishaps &
  (
    | { readonly kind: "plan"; readonly target: Target; readonly wanted: Wanted }
    | { readonly kind: "approve"; readonly target: Target; readonly back: number; readonly by: "ben" | "mallory" | "planner" }
    | { readonly kind: "apply"; readonly target: Target; readonly back: number }
    /** Plan, approve, apply and, where `probed`, verify in one go: what was never verified is bad until somebody proves otherwise. */
    | {
        readonly kind: "launch";
        readonly target: Target;
        readonly wanted: Wanted;
        readonly withWayBack: boolean;
        readonly probed: boolean;
        /** Drift between approval and apply. */
        readonly meanwhile?: number | undefined;
        readonly accepting: boolean;
      }
    /** The same for a way back; unsigned, it can only stand on the approval of what it takes back. */
    | {
        readonly kind: "rollback";
        readonly target: Target;
        readonly to: number | undefined;
        readonly signed: boolean;
        readonly accepting: boolean;
      }
    | { readonly kind: "verify"; readonly target: Target }
    /** Looks, and, where `through`, approves and applies what it proposes. */
    | { readonly kind: "recover"; readonly target: Target; readonly through: boolean; readonly accepting: boolean }
    | { readonly kind: "unlock" }
  );

export type Step =
  | Work
  /** Two operators at once; `turns` says whose store operation comes next where both wait. */
  | { readonly kind: "both"; readonly one: Work; readonly other: Work; readonly turns: readonly boolean[] }
  | { readonly kind: "drift"; readonly object: number; readonly how: "changed" | "gone" }
  /** Somebody applies past the engine: the world changes and the state with it. */
  | { readonly kind: "outside"; readonly object: number }
  /** Negative where somebody sets the clock back. */
  | { readonly kind: "wait"; readonly hours: number };

export interface Sequence {
  /** Whether zone and launches stand already when it begins. */
  readonly isLaunched: boolean;
  readonly steps: readonly Step[];
}

const value = fc.constantFrom("v1", "v2", "v3");
const target = fc.constantFrom(...TARGETS);

/** `store` is declared with a protection, without one, or not at all. */
const wanted: fc.Arbitrary<Wanted> = fc
  .record({
    rules: fc.dictionary(fc.constantFrom("git", "env", "admin"), value, { maxKeys: 3, noNullPrototype: true }),
    things: fc.dictionary(fc.constantFrom("api", "queue", "alarm"), fc.constantFrom(1, 2, 3), { maxKeys: 3, noNullPrototype: true }),
    keep: fc.constantFrom("protected", "declared", "absent"),
    interval: fc.constantFrom(30 as const, 30 as const, 10 as const),
  })
  .map(({ rules, things, keep, interval }) => ({
    rules,
    things: keep === "absent" ? things : { ...things, store: 1 },
    keep: keep === "protected" ? "store" : undefined,
    interval,
  }));

const fault = (world: Playground): fc.Arbitrary<ApplyFault> =>
  fc.record({
    after: fc.nat({ max: 5 }),
    kind: fc.constantFrom(
      "terraform-killed" as const,
      "provider-error" as const,
      "process-killed" as const,
      "both-killed" as const,
      ...(world === "double" ? (["state-unsaved", "provider-lies"] as const) : []),
    ),
    saved: fc.boolean(),
    inFlight: fc.nat({ max: 3 }),
  });

const death: fc.Arbitrary<DeathPoint> = fc.record({ write: fc.nat({ max: 120 }), reached: fc.constantFrom("none", "half", "all") });

const seldom = <T>(arbitrary: fc.Arbitrary<T>, weight = 2): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** What the sequences are played on. */
export type Playground = "double" | "real";

function works(world: Playground): fc.Arbitrary<Work> {
  const accepting = fc.constantFrom(false, false, false, true);
  const mishaps = { fault: seldom(fault(world)), death: seldom(death, 3) };
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("launch" as const),
        target,
        wanted,
        withWayBack: fc.boolean(),
        probed: fc.constantFrom(true, true, false),
        meanwhile: world === "double" ? seldom(fc.nat({ max: 9 }), 5) : fc.constant(undefined),
        accepting,
        ...mishaps,
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("plan" as const), target, wanted, death: seldom(death, 4) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("approve" as const),
        target,
        back: fc.constantFrom(0, 0, 1),
        by: fc.constantFrom("ben" as const, "ben" as const, "mallory" as const, "planner" as const),
        death: seldom(death, 4),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("apply" as const), target, back: fc.constantFrom(0, 0, 1, 2), ...mishaps }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("rollback" as const),
        target,
        to: seldom(fc.nat({ max: 3 })),
        signed: fc.constantFrom(true, true, false),
        accepting,
        ...mishaps,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("verify" as const), target }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("recover" as const), target, through: fc.boolean(), accepting, ...mishaps }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("unlock" as const), death: seldom(death, 4) }) },
  );
}

export function sequences(world: Playground): fc.Arbitrary<Sequence> {
  const work = works(world);
  const drift = fc.record({
    kind: fc.constant("drift" as const),
    object: fc.nat({ max: 9 }),
    how: fc.constantFrom("changed" as const, "gone" as const),
  });
  const outside = fc.record({ kind: fc.constant("outside" as const), object: fc.nat({ max: 9 }) });
  const wait = fc.record({ kind: fc.constant("wait" as const), hours: fc.constantFrom(1, 30, 30, -1, -30) });
  const both = fc.record({
    kind: fc.constant("both" as const),
    one: work,
    other: work,
    turns: fc.array(fc.boolean(), { minLength: 1, maxLength: 40, size: "max" }),
  });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 22, arbitrary: work },
    { weight: 2, arbitrary: drift },
    { weight: 1, arbitrary: outside },
    { weight: 2, arbitrary: wait },
    // who comes first among real processes cannot be said beforehand
    { weight: world === "double" ? 2 : 0, arbitrary: both },
  );
  const chapters = fc.oneof(
    { weight: 5, arbitrary: step.map((each) => [each]) },
    { weight: 1, arbitrary: crashAndRecovery(world) },
    { weight: 1, arbitrary: badAndBack },
    { weight: 1, arbitrary: pastRuins },
  );
  return fc.record({
    isLaunched: world === "double" ? fc.constantFrom(true, true, true, false) : fc.constant(true),
    steps: fc.array(chapters, { minLength: 1, maxLength: world === "double" ? 7 : 3, size: "max" }).map((all) => all.flat()),
  });
}

/** What chance alone brings together too seldom: an apply that dies, and somebody who looks, whose own command may die. */
function crashAndRecovery(world: Playground): fc.Arbitrary<readonly Step[]> {
  const kinds = fc.constantFrom("terraform-killed" as const, "process-killed" as const, "both-killed" as const);
  const recovery = fc.record({ through: fc.boolean(), fault: seldom(fault(world)), death: seldom(death) });
  return fc.tuple(target, wanted, fault(world), kinds, recovery).map(([of, wish, { kind: _, ...how }, kind, rest]) => [
    { kind: "launch", target: of, wanted: wish, withWayBack: false, probed: true, accepting: false, fault: { ...how, kind } },
    { kind: "recover", target: of, accepting: false, ...rest },
  ]);
}

/** Something that nobody proves, the way back from it, and back again. */
const badAndBack: fc.Arbitrary<readonly Step[]> = fc
  .record({ target, wanted, withWayBack: fc.boolean(), signed: fc.boolean(), to: fc.nat({ max: 2 }) })
  .map(({ signed, to, ...launch }) => [
    { kind: "launch", ...launch, probed: false, accepting: false },
    { kind: "rollback", target: launch.target, to: undefined, signed: signed || !launch.withWayBack, accepting: false },
    { kind: "rollback", target: launch.target, to, signed: true, accepting: false },
  ]);

/** Somebody has an approved run in hand when another's apply dies in the zone that both share. */
const pastRuins: fc.Arbitrary<readonly Step[]> = fc
  .record({
    of: fc.shuffledSubarray([...TARGETS], { minLength: 2, maxLength: 2 }),
    wish: wanted,
    other: wanted,
    inFlight: fc.nat({ max: 1 }),
  })
  .map(({ of: [mine = ZONE, theirs = ZONE], wish, other, inFlight }) => [
    { kind: "plan", target: mine, wanted: wish },
    { kind: "approve", target: mine, back: 0, by: "ben" },
    {
      kind: "launch",
      target: theirs,
      wanted: other,
      withWayBack: false,
      probed: true,
      accepting: false,
      fault: { after: 0, kind: "terraform-killed", saved: true, inFlight },
    },
    { kind: "apply", target: mine, back: 0 },
  ]);
