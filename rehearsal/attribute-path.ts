import type { Message } from "./protocol/messages.ts";
import { type Body, isNested } from "./schema/types.ts";

/** A name, an index in brackets, or a key in brackets and quotes. */
const STEP = /\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g;

/**
 * A complaint's path in the form that terraform takes. It ends at a set, whose elements have no number.
 * Source: hashicorp/terraform, docs/plugin-protocol, AttributePath (checked 2026-11-22).
 */
export function attributePath(body: Body, path: string): Message {
  const steps: Message[] = [];
  let place: Body | undefined = body;
  let inSet = false;
  for (const [, key, index, name] of path.matchAll(STEP)) {
    if (name === undefined) {
      if (inSet) break;
      steps.push(key === undefined ? { elementKeyInt: Number(index) } : { elementKeyString: key });
      continue;
    }
    steps.push({ attributeName: name });
    const attribute: Body["attributes"][string] | undefined = place?.attributes[name];
    const block: Body["blocks"][string] | undefined = place?.blocks[name];
    inSet = block?.nesting === "set" || (attribute !== undefined && isNested(attribute) && attribute.nesting === "set");
    place = attribute !== undefined && isNested(attribute) ? { attributes: attribute.attributes, blocks: {} } : block?.body;
  }
  return { steps };
}
