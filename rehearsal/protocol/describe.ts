import { type Attribute, type Body, isNested, type Schema } from "../schema/types.ts";
import type { Message } from "./messages.ts";

/** Schema.Object.NestingMode. */
const OBJECT_NESTING = { single: 1, list: 2, set: 3, map: 4 } as const;
/** Schema.NestedBlock.NestingMode. */
const BLOCK_NESTING = { single: 1, list: 2, set: 3 } as const;

/** A schema as terraform wants to hear it. */
export function describeSchema({ version, body }: Schema): Message {
  return { version, block: describeBody(body) };
}

function describeBody(body: Body): Message {
  return {
    attributes: Object.entries(body.attributes).map(describeAttribute),
    blockTypes: Object.entries(body.blocks).map(([typeName, block]) => ({
      typeName,
      block: describeBody(block.body),
      nesting: BLOCK_NESTING[block.nesting],
      minItems: block.minItems,
      maxItems: block.maxItems,
    })),
  };
}

function describeAttribute([name, attribute]: [string, Attribute]): Message {
  const { required, optional, computed, sensitive, writeOnly } = attribute;
  const shared = { name, required, optional, computed, sensitive, writeOnly };
  if (!isNested(attribute)) return { ...shared, type: Buffer.from(JSON.stringify(attribute.type)) };
  const attributes = Object.entries(attribute.attributes).map(describeAttribute);
  return { ...shared, nestedType: { attributes, nesting: OBJECT_NESTING[attribute.nesting] } };
}
