import { adoptedAfter, adoptedLosses } from "../../../launch/adopt/adopted.ts";
import type { PlanJson } from "../../../launch/terraform/plan-json.ts";

type ResourceChange = PlanJson["resource_changes"][number];

const change = (
  name: string,
  actions: readonly string[],
  more: Partial<ResourceChange> & { readonly importing?: true } = {},
): ResourceChange => {
  const { importing, ...rest } = more;
  return {
    address: `terraform_data.${name}`,
    mode: "managed",
    type: "terraform_data",
    name,
    change: { actions: [...actions], ...(importing === undefined ? {} : { importing: { id: name } }) },
    ...rest,
  };
};
const planOf = (...resource_changes: ResourceChange[]): PlanJson => ({
  format_version: "1.2",
  resource_changes,
  resource_drift: [],
  output_changes: {},
  deferred_changes: [],
});
const config = { import: ["a", "b"].map((name) => ({ to: `terraform_data.${name}` })) };

it("keeps what is imported, and lets go of what a plan imports only to replace it", () => {
  const plan = planOf(change("a", ["update"], { importing: true }), change("b", ["delete", "create"], { importing: true }));
  expect(adoptedAfter(plan, config, [])).toEqual(["terraform_data.a"]);
});

it.each<[string, ResourceChange, readonly string[]]>([
  ["an import that is replaced at once", change("b", ["delete", "create"], { importing: true }), ["terraform_data.b"]],
  ["an adopted thing that goes", change("a", ["delete"]), ["terraform_data.a"]],
  [
    "an adopted thing that is replaced under a new name",
    change("c", ["create", "delete"], { previous_address: "terraform_data.a" }),
    ["terraform_data.c"],
  ],
  ["an import that is changed", change("b", ["update"], { importing: true }), []],
  ["an adopted thing that is let go of", change("a", ["forget"]), []],
  ["a thing of ours that goes", change("z", ["delete"]), []],
])("has the approver repeat %s, if it is lost", (_what, each, lost) => {
  expect(adoptedLosses(planOf(each), "zone", ["terraform_data.a"]).map(({ code, place }) => [code, place])).toEqual(
    lost.map((address) => ["DESTROYS_ADOPTED", `zone/${address}`]),
  );
});
