import { SlipwayError } from "../../../errors/slipway-error.ts";
import { isObject, type JsonObject, listAt, objectAt, sameJson } from "../../../launch/json.ts";

/** Something that exists out there. Nothing but an apply of the double makes or destroys one. */
export interface DoubleObject {
  readonly id: string;
  readonly type: string;
  readonly stack: string;
  readonly address: string;
  attributes: JsonObject;
}

export interface DoubleResource {
  readonly id: string;
  readonly attributes: JsonObject;
}

export interface DoubleState {
  lineage: string;
  serial: number;
  readonly resources: Map<string, DoubleResource>;
}

export interface Planned {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** Of the object that exists. */
  readonly id: string | undefined;
  readonly importing: boolean;
}

/** A saved plan; as in terraform it holds the state that it was made against. */
export interface DoublePlan {
  readonly nonce: string;
  readonly stack: string;
  readonly lineage: string;
  readonly serial: number;
  readonly changes: readonly Planned[];
  readonly drift: readonly unknown[];
  /** In the state, neither declared nor there. */
  readonly gone: readonly string[];
  readonly config: JsonObject;
}

export const VERSION = "1.11.4";

export interface PlanInput {
  readonly stack: string;
  readonly config: JsonObject;
  /** Import ids by address. */
  readonly imports: ReadonlyMap<string, string>;
  readonly state: DoubleState;
  readonly world: ReadonlyMap<string, DoubleObject>;
}

/** An attribute of this name makes a change a replacement. Source: the same as of the rehearsal's rules. */
const FORCES = "request_interval";

export function planChanges({ stack, config, imports, state, world }: PlanInput): Pick<DoublePlan, "changes" | "drift" | "gone"> {
  const declared = declaredResources(config);
  const drift: unknown[] = [];
  const gone: string[] = [];
  const changes: Planned[] = [];
  for (const address of [...new Set([...declared.keys(), ...state.resources.keys()])].sort()) {
    const wanted = declared.get(address);
    const had = state.resources.get(address);
    // a block for what the state has already does nothing
    const importId = had === undefined ? imports.get(address) : undefined;
    const now = world.get(had?.id ?? importId ?? "");
    if (importId !== undefined && now === undefined) throw failed(stack, `Cannot import non-existent remote object: ${address}`);
    if (had !== undefined && !sameJson(now?.attributes ?? null, had.attributes)) {
      const actions = now === undefined ? ["delete"] : ["update"];
      drift.push(asChange(address, actions, withId(had.attributes, had.id), now === undefined ? null : withId(now.attributes, now.id)));
    }
    const before = now === undefined ? null : withId(now.attributes, now.id);
    const common = { address, before, id: now?.id, importing: importId !== undefined };
    if (wanted === undefined) {
      if (now === undefined) gone.push(address);
      else changes.push({ ...common, actions: ["delete"], after: null });
    } else if (now === undefined) {
      changes.push({ ...common, actions: ["create"], after: wanted.attributes });
    } else if (sameJson(now.attributes, wanted.attributes)) {
      changes.push({ ...common, actions: ["no-op"], after: before });
    } else if (sameJson(now.attributes[FORCES] ?? null, wanted.attributes[FORCES] ?? null)) {
      changes.push({ ...common, actions: ["update"], after: withId(wanted.attributes, now.id) });
    } else {
      if (wanted.keep) throw failed(stack, `Instance cannot be destroyed: ${address}`);
      changes.push({ ...common, actions: ["delete", "create"], after: wanted.attributes });
    }
  }
  return { changes, drift, gone };
}

/** What `terraform show -json` says of it. */
export function planText({ changes, drift, config }: DoublePlan): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: VERSION,
    resource_changes: changes.map(({ address, actions, before, after, importing, id }) =>
      asChange(address, actions, before, after, importing ? { importing: { id } } : {}),
    ),
    resource_drift: drift,
    configuration: {
      root_module: {
        resources: [...declaredResources(config)].map(([address, { attributes }]) => ({
          ...nameOf(address),
          expressions: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, { constant_value: value }])),
        })),
      },
    },
    timestamp: new Date().toISOString(),
    complete: true,
    errored: false,
  });
}

/** What `terraform state pull` says. */
export function stateJson({ lineage, serial, resources }: DoubleState): unknown {
  if (lineage === "") return {};
  const inState = [...resources].map(([address, { id, attributes }]) => ({
    ...nameOf(address),
    instances: [{ attributes: withId(attributes, id) }],
  }));
  return { version: 4, lineage, serial, resources: inState };
}

/** @returns the resources of such a state */
export function resourcesIn(state: unknown): Map<string, DoubleResource> {
  return new Map(
    listAt(state, "resources").map((each) => {
      const { type, name, instances } = objectOf(each);
      const { id, ...attributes } = objectAt(Array.isArray(instances) ? instances[0] : {}, "attributes");
      return [`${String(type)}.${String(name)}`, { id: String(id), attributes }];
    }),
  );
}

function asChange(address: string, actions: readonly string[], before: unknown, after: unknown, more: object = {}): object {
  const after_unknown = actions.includes("create") ? { id: true } : {};
  return {
    ...nameOf(address),
    change: { actions, before, after, after_unknown, before_sensitive: false, after_sensitive: false, ...more },
  };
}

function nameOf(address: string): { address: string; mode: string; type: string; name: string } {
  const [type = "", name = ""] = address.split(".");
  return { address, mode: "managed", type, name };
}

function declaredResources(config: JsonObject): ReadonlyMap<string, { readonly attributes: JsonObject; readonly keep: boolean }> {
  return new Map(
    Object.entries(objectAt(config, "resource")).flatMap(([type, named]) =>
      Object.entries(objectOf(named)).map(([name, body]) => {
        const { lifecycle: _, ...attributes } = objectOf(body);
        const keep = listAt(body, "lifecycle").some((each) => objectOf(each).prevent_destroy === true);
        return [`${type}.${name}`, { attributes, keep }] as const;
      }),
    ),
  );
}

function withId(attributes: JsonObject, id: string): JsonObject {
  return { ...attributes, id };
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function failed(where: string, got: string): SlipwayError {
  return new SlipwayError({ kind: "provider", code: "TERRAFORM_FAILED", where, expected: "exit code 0", got, fix: "mend it" });
}
