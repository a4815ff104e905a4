import { type JsonObject, objectAt, textAt } from "../json.ts";
import { refusal } from "../refusal.ts";

/** Where the states are that belong to a run store: beside it, always. */
export type StatePlace =
  | { readonly kind: "local" }
  | {
      readonly kind: "s3";
      readonly bucket: string;
      readonly keyPrefix: string;
      readonly region: string;
      /** The account stack made the bucket, and it encrypts by itself with a key of its own. */
      readonly managed: boolean;
    };

/**
 * A recorded configuration names the backend of its day. States may have moved since, with the store, and what they left behind looks like
 * a state and is none: so the configuration gets the backend of today.
 * @param place undefined where nobody says, and then the configuration's own word counts
 */
export function withStatesAt(place: StatePlace | undefined, config: JsonObject, stack: string): JsonObject {
  if (place === undefined || (isAt(place, config, stack) && isEncryptedAsToday(place, config))) return config;
  return { ...config, terraform: { ...objectAt(config, "terraform"), backend: backendAt(place, stack) } };
}

/**
 * What was approved for a state that is somewhere else by now must not run on what was left behind.
 * @throws SlipwayError kind "refused", code STATE_ELSEWHERE
 */
export function refuseStatesElsewhere(place: StatePlace | undefined, config: JsonObject, stack: string): void {
  if (place === undefined || isAt(place, config, stack)) return;
  const found = backendOf(config);
  const got = found.s3 === undefined ? "a local state" : tellKey(textAt(found.s3, "bucket"), textAt(found.s3, "key"));
  const expected = place.kind === "local" ? "the state beside the run store, in .slipway" : tellKey(place.bucket, keyAt(place, stack));
  throw refusal("STATE_ELSEWHERE", stack, expected, got, "plan again: the states have moved since");
}

function isAt(place: StatePlace, config: JsonObject, stack: string): boolean {
  const { s3, ...others } = backendOf(config);
  if (place.kind === "local") return s3 === undefined && Object.keys(others).every((kind) => kind === "local");
  return textAt(s3, "bucket") === place.bucket && textAt(s3, "key") === keyAt(place, stack);
}

/** Who looks after a bucket may change, and with it who says how it encrypts. */
function isEncryptedAsToday(place: StatePlace, config: JsonObject): boolean {
  return place.kind === "local" || objectAt(backendOf(config), "s3").encrypt === !place.managed;
}

function backendOf(config: JsonObject): JsonObject {
  return objectAt(objectAt(config, "terraform"), "backend");
}

/** As `stacks/base-stack.ts` writes it. */
function backendAt(place: StatePlace, stack: string): JsonObject {
  if (place.kind === "local") return { local: {} }; // the working folder says where
  return { s3: { bucket: place.bucket, key: keyAt(place, stack), region: place.region, encrypt: !place.managed, use_lockfile: true } };
}

function keyAt({ keyPrefix }: Extract<StatePlace, { kind: "s3" }>, stack: string): string {
  return `${keyPrefix}/state/${stack}.tfstate`;
}

function tellKey(bucket = "", key = ""): string {
  return `s3://${bucket}/${key}`;
}
