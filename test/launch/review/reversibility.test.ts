import { reversibilityOf } from "../../../launch/review/reversibility.ts";
import type { ChangeAction } from "../../../launch/review/review-schema.ts";
import addresses from "../../stacks/addresses.json";

/** Every type that a stack of this repository declares. */
const TYPES = [...new Set(JSON.stringify(addresses).match(/\b(?:cloudflare|aws)_[a-z0-9_]+(?=\.)/g))].sort();
const ACTIONS: readonly ChangeAction[] = ["create", "update", "replace", "delete"];

it("finds the types", () => expect(TYPES.length).toBeGreaterThan(10));

it.each(TYPES)("classes every change of %s by a row of its own, with a source", (type) => {
  for (const action of ACTIONS) {
    const change = { stack: "s", address: `${type}.x`, previousAddress: null, type, name: "x", action, before: {}, after: {}, changed: [] };
    const { source, note } = reversibilityOf(change);
    expect(source).not.toBe("no row for this type");
    expect(Math.min(source.length, note.length)).toBeGreaterThan(10);
  }
});
