import protobuf from "protobufjs";

// The part of Terraform's plugin protocol 6 that terraform 1.11 uses. Messages are numbered fields on the wire, so that their names are ours.
// Source: hashicorp/terraform v1.11.4, docs/plugin-protocol/tfplugin6.proto (MPL-2.0).

/** `number name type`, with `*` for repeated and `map:` for a map from strings. */
const MESSAGES = {
  DynamicValue: "1 msgpack bytes, 2 json bytes",
  RawState: "1 json bytes",
  AttributePath: "1 steps *PathStep",
  PathStep: "1 attributeName string, 2 elementKeyString string, 3 elementKeyInt int64",
  Diagnostic: "1 severity int32, 2 summary string, 3 detail string, 4 attribute AttributePath",
  ServerCapabilities: "1 planDestroy bool, 2 getProviderSchemaOptional bool, 3 moveResourceState bool",
  Schema: "1 version int64, 2 block Block",
  Block: "2 attributes *Attribute, 3 blockTypes *NestedBlock",
  Attribute:
    "1 name string, 2 type bytes, 10 nestedType NestedObject, 4 required bool, 5 optional bool, 6 computed bool, 7 sensitive bool, 11 writeOnly bool",
  NestedObject: "1 attributes *Attribute, 3 nesting int32",
  NestedBlock: "1 typeName string, 2 block Block, 3 nesting int32, 4 minItems int64, 5 maxItems int64",
  ImportedResource: "1 typeName string, 2 state DynamicValue",

  GetProviderSchemaRequest: "",
  GetProviderSchemaResponse:
    "1 provider Schema, 2 resourceSchemas map:Schema, 3 dataSourceSchemas map:Schema, 4 diagnostics *Diagnostic, 6 serverCapabilities ServerCapabilities",
  ValidateProviderConfigRequest: "1 config DynamicValue",
  ValidateProviderConfigResponse: "2 diagnostics *Diagnostic",
  ValidateResourceConfigRequest: "1 typeName string, 2 config DynamicValue",
  ValidateResourceConfigResponse: "1 diagnostics *Diagnostic",
  UpgradeResourceStateRequest: "1 typeName string, 2 version int64, 3 rawState RawState",
  UpgradeResourceStateResponse: "1 upgradedState DynamicValue, 2 diagnostics *Diagnostic",
  ConfigureProviderRequest: "2 config DynamicValue",
  ConfigureProviderResponse: "1 diagnostics *Diagnostic",
  ReadResourceRequest: "1 typeName string, 2 currentState DynamicValue",
  ReadResourceResponse: "1 newState DynamicValue, 2 diagnostics *Diagnostic",
  PlanResourceChangeRequest: "1 typeName string, 2 priorState DynamicValue, 3 proposedNewState DynamicValue, 4 config DynamicValue",
  PlanResourceChangeResponse:
    "1 plannedState DynamicValue, 2 requiresReplace *AttributePath, 4 diagnostics *Diagnostic, 5 legacyTypeSystem bool",
  ApplyResourceChangeRequest: "1 typeName string, 2 priorState DynamicValue, 3 plannedState DynamicValue, 4 config DynamicValue",
  ApplyResourceChangeResponse: "1 newState DynamicValue, 3 diagnostics *Diagnostic, 4 legacyTypeSystem bool",
  ImportResourceStateRequest: "1 typeName string, 2 id string",
  ImportResourceStateResponse: "1 importedResources *ImportedResource, 2 diagnostics *Diagnostic",
  MoveResourceStateRequest: "2 sourceTypeName string, 5 targetTypeName string",
  MoveResourceStateResponse: "2 diagnostics *Diagnostic",
  GetFunctionsRequest: "",
  GetFunctionsResponse: "",
  GetResourceIdentitySchemasRequest: "",
  GetResourceIdentitySchemasResponse: "",
  StopProviderRequest: "",
  StopProviderResponse: "1 error string",
} as const;

type MessageName = keyof typeof MESSAGES;
/** A call that the server answers. */
export type Rpc = { [Name in MessageName]: Name extends `${infer Call}Request` ? Call : never }[MessageName];

export const RPCS: readonly Rpc[] = [
  "GetProviderSchema",
  "ValidateProviderConfig",
  "ValidateResourceConfig",
  "UpgradeResourceState",
  "ConfigureProvider",
  "ReadResource",
  "PlanResourceChange",
  "ApplyResourceChange",
  "ImportResourceState",
  "MoveResourceState",
  "GetFunctions",
  "GetResourceIdentitySchemas",
  "StopProvider",
];

export const SERVICE = "/tfplugin6.Provider/";

/** A decoded message. */
export type Message = Readonly<Record<string, unknown>>;

const types = buildTypes();

export function encodeMessage(name: MessageName, message: Message): Buffer {
  const type = typeNamed(name);
  return Buffer.from(type.encode(type.fromObject(message)).finish());
}

/** Every field of the message is there, with its zero value where the wire had none; a message that was not sent is null. */
export function decodeMessage(name: MessageName, bytes: Uint8Array): Message {
  const type = typeNamed(name);
  return type.toObject(type.decode(bytes), { defaults: true, longs: Number });
}

function buildTypes(): ReadonlyMap<string, protobuf.Type> {
  const root = new protobuf.Root();
  const built = new Map(Object.keys(MESSAGES).map((name) => [name, new protobuf.Type(name)]));
  for (const [name, fields] of Object.entries(MESSAGES)) {
    for (const field of fields === "" ? [] : fields.split(", ")) {
      const [number = "", fieldName = "", type = ""] = field.split(" ");
      built.get(name)?.add(newField(fieldName, Number(number), type));
    }
  }
  for (const type of built.values()) root.add(type);
  root.resolveAll();
  return built;
}

function newField(name: string, number: number, type: string): protobuf.FieldBase {
  if (type.startsWith("map:")) return new protobuf.MapField(name, number, "string", type.slice("map:".length));
  return type.startsWith("*") ? new protobuf.Field(name, number, type.slice(1), "repeated") : new protobuf.Field(name, number, type);
}

function typeNamed(name: MessageName): protobuf.Type {
  const type = types.get(name);
  if (type === undefined) throw new TypeError(`no message ${name}`);
  return type;
}
