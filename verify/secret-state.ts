import type { SecretAnswer, SecretSlotModel, SecretVersion } from "../config/secret-model.ts";

/** Staging labels of values that strangers have seen begin so; the time of the finding follows. */
export const EXPOSED_LABEL = "slipway-exposed-";

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";
const DAY_MS = 86_400_000;
/** So long before its end a value is told of. */
const DUE_SOON_DAYS = 14;
/** Secrets Manager starts a rotation some time in the day that it is due. Source: AWS Secrets Manager user guide, rotation schedules (checked 2026-11-26). */
const FUNCTION_WINDOW_DAYS = 1;

/** How a slot fares, without a look at its value. */
export type SecretState =
  /** Nobody could tell. */
  | { readonly kind: "unknown" }
  /** No such secret yet. */
  | { readonly kind: "absent" }
  /** Deleted, and to be had again until its window ends. */
  | { readonly kind: "deleted" }
  /** A secret without a current value. */
  | { readonly kind: "empty" }
  | (Held & {
      /** `due` is an active value that will be too old within two weeks. */
      readonly kind: "active" | "due" | "overdue" | "exposed";
    });

interface Held {
  readonly version: string;
  readonly since: Date;
  /** Days until it is too old, negative when it is; absent when it may live for ever. */
  readonly dueInDays?: number;
  /** An earlier value was exposed, and this one took its place. */
  readonly isRotated: boolean;
  /** An earlier value is still to be had, so readers may be holding it. */
  readonly hasPrevious: boolean;
}

export interface SecretJudgement {
  readonly now: Date;
  /** Versions that the records call exposed, whatever their labels say. */
  readonly exposed?: ReadonlySet<string>;
}

export function secretStateOf(
  slot: Pick<SecretSlotModel, "rotation">,
  answer: SecretAnswer | undefined,
  { now, exposed = new Set() }: SecretJudgement,
): SecretState {
  if (answer === undefined) return { kind: "unknown" };
  if (answer.kind === "absent") return { kind: "absent" };
  if (answer.kind === "scheduled") return { kind: "deleted" };
  const current = currentOf(answer.versions);
  if (current === undefined) return { kind: "empty" };
  const isExposed = (version: SecretVersion): boolean =>
    exposed.has(version.id) || version.labels.some((label) => label.startsWith(EXPOSED_LABEL));
  const dueInDays = daysLeft(slot, current, now);
  const held = {
    version: current.id,
    since: current.createdAt,
    ...(dueInDays === undefined ? {} : { dueInDays }),
    isRotated: answer.versions.some((version) => version !== current && isExposed(version)),
    hasPrevious: answer.versions.some(({ labels }) => labels.includes(PREVIOUS)),
  };
  if (isExposed(current)) return { kind: "exposed", ...held };
  if (dueInDays === undefined || dueInDays > DUE_SOON_DAYS) return { kind: "active", ...held };
  return { kind: dueInDays < 0 ? "overdue" : "due", ...held };
}

export function currentOf(versions: readonly SecretVersion[]): SecretVersion | undefined {
  return versions.find(({ labels }) => labels.includes(CURRENT));
}

/** Whole days; the last of them is 0. */
function daysLeft({ rotation }: Pick<SecretSlotModel, "rotation">, { createdAt }: SecretVersion, now: Date): number | undefined {
  if (rotation === undefined) return undefined;
  const window = rotation.functionArn === undefined ? 0 : FUNCTION_WINDOW_DAYS;
  const end = createdAt.getTime() + (rotation.everyDays + window) * DAY_MS;
  return Math.floor((end - now.getTime()) / DAY_MS);
}

/** What is declared of the rotation and not so; undefined where all is as declared, or nobody can tell. */
export function rotationFault({ rotation }: Pick<SecretSlotModel, "rotation">, answer: SecretAnswer | undefined): string | undefined {
  if (answer?.kind !== "present" || answer.rotationFunction === rotation?.functionArn) return undefined;
  return answer.rotationFunction === undefined ? "no function rotates it" : `rotated by ${answer.rotationFunction}`;
}

/** A state in words, for people who have to act on it. */
export function stateSentence(state: SecretState): string {
  switch (state.kind) {
    case "unknown":
      return "nobody could tell";
    case "absent":
      return "there is no such slot yet";
    case "deleted":
      return "deleted; it can be restored until its window ends";
    case "empty":
      return "holds no value";
    case "exposed":
      return `exposed; the value of ${dayOf(state.since)} is known to strangers`;
    case "overdue":
      return `overdue by ${days(-(state.dueInDays ?? 0))}; the value is of ${dayOf(state.since)}`;
    case "due":
      return `due in ${days(state.dueInDays ?? 0)}; the value is of ${dayOf(state.since)}`;
    case "active":
      return `active since ${dayOf(state.since)}${state.isRotated ? ", after an exposure" : ""}`;
  }
}

function days(count: number): string {
  return `${count} day${count === 1 ? "" : "s"}`;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
