import { attributePath } from "./attribute-path.ts";
import type { CheckExpression, Surroundings } from "./behaviours/behaviour.ts";
import { changeWorld, importedState, readState } from "./change.ts";
import type { FaultInjector } from "./faults.ts";
import { planValues, replacements } from "./plan.ts";
import { decodeValue, encodeValue, fromStateJson } from "./protocol/codec.ts";
import { describeSchema } from "./protocol/describe.ts";
import type { Message } from "./protocol/messages.ts";
import type { Session } from "./protocol/server.ts";
import type { ProviderName } from "./schema/bindings.ts";
import type { Body } from "./schema/types.ts";
import { providerSchema, type ServedType, servedType, typesOf } from "./served.ts";
import { NO_SETTINGS, readSettings } from "./settings.ts";
import { checkConfig } from "./validate.ts";
import { plainObject, type ValueObject } from "./value.ts";
import type { World } from "./world.ts";

export interface SessionOptions {
  readonly provider: ProviderName;
  readonly world: World;
  readonly faults: FaultInjector;
  readonly checkExpression: CheckExpression;
}

const ERROR = 1;
const WARNING = 2;

/** Answers the calls of one provider configuration. */
export function openSession({ provider, world, faults, checkExpression }: SessionOptions): Session {
  let settings = NO_SETTINGS;
  const around = (): Surroundings => ({ world, ...settings, checkExpression });

  return {
    GetProviderSchema: () => ({
      provider: describeSchema(providerSchema(provider)),
      resourceSchemas: Object.fromEntries(typesOf(provider).map(({ type, schema }) => [type, describeSchema(schema)])),
      serverCapabilities: { planDestroy: true, getProviderSchemaOptional: true, moveResourceState: true },
    }),
    ValidateProviderConfig: () => ({}),
    ConfigureProvider: (request) => {
      const read = readSettings(provider, value(providerSchema(provider).body, request.config), world.awsAccountId);
      if (!("region" in read)) return { diagnostics: errors("Invalid provider configuration", read) };
      settings = read;
      return {};
    },
    ValidateResourceConfig: (request) => {
      const { schema, rules } = typeOf(request);
      const config = value(schema.body, request.config);
      const complaints = config === null ? [] : checkConfig(schema.body, rules, config);
      return {
        diagnostics: complaints.map(({ path, says }) =>
          diagnostic(ERROR, "Invalid attribute value", `${path}: ${says}`, attributePath(schema.body, path)),
        ),
      };
    },
    UpgradeResourceState: (request) => {
      const { schema, type } = typeOf(request);
      if (Number(request.version) !== schema.version) {
        return {
          diagnostics: errors("Cannot upgrade state", [
            `${type}: state has schema version ${String(request.version)}, the provider ${schema.version}; the rehearsal migrates no states`,
          ]),
        };
      }
      const json = field(request.rawState, "json");
      const state = json instanceof Uint8Array ? fromStateJson(schema.body, JSON.parse(Buffer.from(json).toString("utf8"))) : null;
      return { upgradedState: dynamic(schema.body, state) };
    },
    ReadResource: (request) => {
      const served = typeOf(request);
      const current = value(served.schema.body, request.currentState);
      return { newState: dynamic(served.schema.body, current === null ? null : readState(served, current, around())) };
    },
    PlanResourceChange: (request) => plan(typeOf(request), request, around()),
    ApplyResourceChange: (request) => apply(typeOf(request), request, around(), faults),
    ImportResourceState: (request) => {
      const served = typeOf(request);
      const found = served.behaviour.importObject(String(request.id), around());
      if (typeof found === "string") return { diagnostics: errors("Cannot import", [found]) };
      return { importedResources: [{ typeName: served.type, state: dynamic(served.schema.body, importedState(served, found)) }] };
    },
    MoveResourceState: ({ sourceTypeName, targetTypeName }) => ({
      diagnostics: errors("Unsupported move", [`${String(targetTypeName)} cannot take over the state of ${String(sourceTypeName)}`]),
    }),
    GetFunctions: () => ({}),
    GetResourceIdentitySchemas: () => ({}),
    StopProvider: () => ({}),
  };
}

function plan(served: ServedType, request: Message, around: Surroundings): Message {
  const { schema, rules, semantics, behaviour } = served;
  const { body } = schema;
  const [config, prior, proposed] = [value(body, request.config), value(body, request.priorState), value(body, request.proposedNewState)];
  const legacyTypeSystem = semantics === "sdk";
  if (proposed === null || config === null)
    return { plannedState: dynamic(body, null), diagnostics: warnings(served, "delete"), legacyTypeSystem };
  const values = planValues({ body, rules, semantics, config, prior, proposed });
  const planned = behaviour.adjustPlan?.({ config, planned: values, prior, around }) ?? values;
  const change = { config, planned, prior, around };
  const refused = behaviour.refusePlan?.(change) ?? [];
  if (refused.length > 0) return { diagnostics: errors("Invalid configuration", refused) };
  const replaced = prior === null ? [] : [...replacements(body, rules, prior, planned), ...(behaviour.replacedBy?.(change) ?? [])];
  return {
    plannedState: dynamic(body, planned),
    requiresReplace: replaced.map((path) => attributePath(body, path)),
    diagnostics: prior === null ? warnings(served, "create") : [],
    legacyTypeSystem,
  };
}

async function apply(served: ServedType, request: Message, around: Surroundings, faults: FaultInjector): Promise<Message> {
  const { body } = served.schema;
  const [prior, planned] = [value(body, request.priorState), value(body, request.plannedState)];
  const action = planned === null ? "delete" : prior === null ? "create" : "update";
  const change = { action, type: served.type, attributes: plainObject(planned ?? prior ?? {}) } as const;
  const failure = await faults.before(change);
  const outcome = failure === undefined ? changeWorld(served, prior, planned, around) : { refused: [failure] };
  const legacyTypeSystem = served.semantics === "sdk";
  if ("refused" in outcome) {
    return { newState: dynamic(body, prior), diagnostics: errors(`failed to ${action} ${served.type}`, outcome.refused), legacyTypeSystem };
  }
  await faults.after(change);
  return { newState: dynamic(body, outcome.state), legacyTypeSystem };
}

function typeOf({ typeName }: Message): ServedType {
  return servedType(String(typeName));
}

function value(body: Body, message: unknown): ValueObject | null {
  const msgpack = field(message, "msgpack");
  return msgpack instanceof Uint8Array && msgpack.length > 0 ? decodeValue(body, msgpack) : null;
}

function dynamic(body: Body, state: ValueObject | null): Message {
  return { msgpack: encodeValue(body, state) };
}

function field(message: unknown, name: string): unknown {
  return typeof message === "object" && message !== null ? Object.entries(message).find(([key]) => key === name)?.[1] : undefined;
}

function warnings({ type, behaviour }: ServedType, action: "create" | "delete"): Message[] {
  const text = behaviour.warning?.(action);
  return text === undefined ? [] : [diagnostic(WARNING, "Resource Destruction Considerations", `${type}: ${text}`)];
}

function errors(summary: string, details: readonly string[]): Message[] {
  return details.map((detail) => diagnostic(ERROR, summary, detail));
}

function diagnostic(severity: number, summary: string, detail: string, attribute?: Message): Message {
  return { severity, summary, detail, ...(attribute === undefined ? {} : { attribute }) };
}
