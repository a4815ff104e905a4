import { ExtData, encode } from "@msgpack/msgpack";
import { decodeValue, encodeValue, fromPlain, fromStateJson } from "../../../rehearsal/protocol/codec.ts";
import { decodeMessage, encodeMessage } from "../../../rehearsal/protocol/messages.ts";
import { type Body, flags } from "../../../rehearsal/schema/types.ts";
import { type CtyType, Dynamic, UNKNOWN, type Value } from "../../../rehearsal/value.ts";

const bodyWith = (type: CtyType): Body => ({ attributes: { a: { ...flags("O"), type } }, blocks: {} });
const nested: Body = {
  attributes: {
    a: { ...flags("O"), nesting: "map", attributes: { b: { ...flags("O"), type: "dynamic" }, c: { ...flags("O"), type: "string" } } },
  },
  blocks: { d: { nesting: "list", minItems: 0, maxItems: 0, body: bodyWith("number") } },
};

describe("a value that goes out and comes back", () => {
  it.each<[string, CtyType, Value]>([
    ["text", "string", "ü"],
    ["a whole number", "number", 14_400],
    ["a fraction", "number", 0.5],
    ["no", "bool", false],
    ["null", "string", null],
    ["unknown", ["list", "string"], UNKNOWN],
    ["a list with an unknown element", ["list", "string"], ["a", UNKNOWN]],
    ["a map of lists", ["map", ["list", "string"]], { a: ["b"] }],
    ["a map with a key that every object inherits", ["map", "string"], { constructor: "x" }],
    ["an object", ["object", { a: "number" }], { a: 1 }],
    ["a dynamic text", "dynamic", new Dynamic("string", "on")],
    ["a dynamic number", "dynamic", new Dynamic("number", 5)],
    ["a dynamic tuple", "dynamic", new Dynamic(["tuple", ["string", "number"]], ["a", 1])],
    ["a dynamic object", "dynamic", new Dynamic(["object", { a: ["object", { b: "bool" }] }], { a: { b: true } })],
    ["a dynamic unknown", "dynamic", UNKNOWN],
  ])("%s is the same", (_, type, value) => {
    const body = bodyWith(type);
    expect(decodeValue(body, encodeValue(body, { a: value }))).toEqual({ a: value });
  });

  it("is the same through maps of objects and blocks", () => {
    const value = { a: { x: { b: new Dynamic("bool", true), c: UNKNOWN }, y: { b: null, c: "z" } }, d: [{ a: 1 }, { a: UNKNOWN }] };
    expect(decodeValue(nested, encodeValue(nested, value))).toEqual(value);
  });

  it("is null where there is no resource", () => {
    expect(decodeValue(nested, encodeValue(nested, null))).toBeNull();
  });
});

it("reads an unknown value of which something is known as unknown", () => {
  const REFINED = 12;
  const bytes = encode({ a: new ExtData(REFINED, new Uint8Array([0x81, 0x01, 0xc2])) });
  expect(decodeValue(bodyWith("string"), bytes)).toEqual({ a: UNKNOWN });
});

it("reads numbers that terraform sends as text because they are long", () => {
  expect(decodeValue(bodyWith("number"), encode({ a: "12345678901" }))).toEqual({ a: 12_345_678_901 });
});

it("fills attributes and blocks that the bytes leave out", () => {
  expect(decodeValue(nested, encode({}))).toEqual({ a: null, d: null });
  expect(decodeValue(nested, encodeValue(nested, {}))).toEqual({ a: null, d: [] });
});

it("reads a state file, where a dynamic value says its type", () => {
  const body = bodyWith("dynamic");
  expect(fromStateJson(body, { a: { type: ["tuple", ["number"]], value: [1] } })).toEqual({ a: new Dynamic(["tuple", ["number"]], [1]) });
  expect(fromStateJson(body, { a: null })).toEqual({ a: null });
  expect(() => fromStateJson(body, { a: { type: "text", value: 1 } })).toThrow("not a type");
});

it("gives a dynamic value out of the world the type it looks like", () => {
  expect(fromPlain(bodyWith("dynamic"), { a: { x: [1, "b"] } })).toEqual({
    a: new Dynamic(["object", { x: ["tuple", ["number", "string"]] }], { x: [1, "b"] }),
  });
});

it("numbers the protocol's fields as terraform does", () => {
  const message = { typeName: "t", priorState: { msgpack: Buffer.from([1]) }, config: { msgpack: Buffer.from([2]) } };
  // field number and length before each value; source: protobuf encoding, length-delimited fields
  expect([...encodeMessage("PlanResourceChangeRequest", message)]).toEqual([0x0a, 1, 0x74, 0x12, 3, 0x0a, 1, 1, 0x22, 3, 0x0a, 1, 2]);
  expect(decodeMessage("ReadResourceRequest", new Uint8Array())).toMatchObject({ typeName: "", currentState: null });
});
