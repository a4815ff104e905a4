import { isWrittenAgain, importIdOf as recoveryImportId } from "../../../../launch/recover/natural-key.ts";
import { servedType } from "../../../../rehearsal/served.ts";
import type { PlainObject } from "../../../../rehearsal/value.ts";
import { APPLY, CHANGES, DESTROY, EMPTY, PLAN, type Rehearsed, rehearse, worldOf } from "../harness.ts";
import type { AwsExample } from "./aws-example.ts";
import { AWS_SUBJECTS } from "./examples.ts";

// One configuration per subject, carried through its life by a real terraform. Each test goes on from the one before.

type Examples = Readonly<Record<string, AwsExample>>;
type Change = (example: AwsExample) => AwsExample["base"];

const addressOf = (type: string) => `${type}.it`;

describe.each(Object.entries(AWS_SUBJECTS))("AWS types about %s", (_, examples) => {
  const types = Object.keys(examples);
  let site: Rehearsed;
  beforeAll(async () => {
    site = await rehearse();
  });
  afterAll(() => site.close());

  const objectOf = (type: string) => site.world.objects(type)[0];

  it("are created, and the plan after that is empty", async () => {
    site.write(resources(examples));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [], changes: byAddress(examples, () => true, "create") });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY, errors: [], changes: {}, drift: {} });
    expect(types.map((type) => [type, site.world.objects(type).length])).toEqual(types.map((type) => [type, 1]));
  });

  it("leave no attribute unsaid that the provider computes", () => {
    const silent = types.flatMap((type) =>
      Object.entries(objectOf(type)?.attributes ?? {}).flatMap(([name, value]) =>
        value === null && ["arn", "id", "name", "region", "tags_all"].includes(name) ? [`${type}.${name}`] : [],
      ),
    );
    expect(silent).toEqual([]);
  });

  it("are taken back where something changed behind terraform's back", async () => {
    for (const type of types) site.world.drift(type, objectOf(type)?.id ?? "", examples[type]?.drift ?? {});
    const drifted = byAddress(examples, ({ drift = {} }) => Object.keys(drift).length > 0, "update");
    expect(await site.run(...PLAN)).toMatchObject({ code: CHANGES, errors: [] });
    expect((await site.run(...PLAN)).changes).toEqual(drifted);
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
  });

  it("are updated in place where the real provider does that", async () => {
    const before = types.map((type) => objectOf(type)?.id);
    site.write(resources(examples, ({ updated = {} }) => updated));
    const applied = await site.run(...APPLY);
    expect(applied).toMatchObject({ code: 0, errors: [] });
    expect(applied.changes).toEqual(byAddress(examples, ({ updated }) => updated !== undefined, "update"));
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
    expect(types.map((type) => objectOf(type)?.id)).toEqual(before);
  });

  it("lose an attribute that is left out", async () => {
    site.write(resources(examples));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    site.write(resources(examples, ({ without }) => (without === undefined ? {} : { [without]: undefined })));
    const applied = await site.run(...APPLY);
    expect(applied).toMatchObject({ code: 0, errors: [] });
    expect(applied.changes).toEqual(byAddress(examples, ({ without }) => without !== undefined, "update"));
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
  });

  it("are replaced where the real provider does that", async () => {
    site.write(resources(examples));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    site.write(resources(examples, ({ replaced = {} }) => replaced));
    const plan = await site.run(...PLAN);
    expect(plan).toMatchObject({ code: CHANGES, errors: [] });
    expect(plan.changes).toMatchObject(byAddress(examples, ({ replaced }) => replaced !== undefined, "replace"));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await site.run(...PLAN)).toMatchObject({ code: EMPTY });
  });

  it("are imported from a world that terraform has no state of", async () => {
    site.write(resources(examples));
    expect(await site.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    const fresh = await rehearse({ world: site.world });
    const importable = types.filter((type) => examples[type]?.importId !== undefined);
    const imports = importable.map((type) => ({
      to: addressOf(type),
      id: importIdOf(examples[type]?.importId ?? "", objectOf(type)?.attributes ?? {}),
    }));
    fresh.write(resources(examples), { import: imports });
    const plan = await fresh.run(...PLAN);
    expect(plan).toMatchObject({ code: CHANGES, errors: [] });
    const expected = types.map((type) => [addressOf(type), importAction(examples[type])]);
    expect(plan.changes).toEqual(Object.fromEntries(expected));
    expect(await fresh.run(...APPLY)).toMatchObject({ code: 0, errors: [] });
    expect(await fresh.run(...PLAN)).toMatchObject({ code: EMPTY, changes: {} });
    await fresh.close();
  });

  it("are imported by the ids that a recovery gives", () => {
    const told = types.flatMap((type) => {
      const attributes = objectOf(type)?.attributes ?? {};
      const form = examples[type]?.importId;
      return form === undefined || isWrittenAgain(type) ? [] : [{ type, form, attributes }];
    });
    expect(told.map(({ type, attributes }) => [type, recoveryImportId(type, String(attributes.id), attributes)])).toEqual(
      told.map(({ type, form, attributes }) => [type, importIdOf(form, attributes)]),
    );
  });

  it("are destroyed", async () => {
    expect(await site.run(...DESTROY)).toMatchObject({ code: 0, errors: [], changes: byAddress(examples, () => true, "delete") });
    expect(types.filter((type) => site.world.objects(type).length > 0)).toEqual([]);
  });

  it("are known to be absent when somebody imports them", () => {
    const missing = { arn: "arn:aws:any:eu-west-1:123456789012:thing/none", id: "none" };
    const around = { world: worldOf(), region: "eu-west-1", defaultTags: {}, checkExpression: () => undefined };
    const said = types.map((type) => {
      const importId = importIdOf(examples[type]?.importId ?? "none", missing).replaceAll("undefined", "none");
      return servedType(type).behaviour.importObject(importId, around);
    });
    expect(said.filter((each) => typeof each !== "string" || !/[Cc]annot import/.test(each))).toEqual([]);
  });
});

function resources(examples: Examples, change: Change = () => ({})): Record<string, Record<string, object>> {
  return Object.fromEntries(Object.entries(examples).map(([type, example]) => [type, { it: { ...example.base, ...change(example) } }]));
}

function importAction(example: AwsExample | undefined): string {
  if (example?.importId === undefined) return "create";
  return example.writtenAgain === true ? "update" : "import";
}

function byAddress(examples: Examples, admits: (example: AwsExample) => boolean, action: string): Record<string, string> {
  const admitted = Object.entries(examples).filter(([, example]) => admits(example));
  return Object.fromEntries(admitted.map(([type]) => [addressOf(type), action]));
}

function importIdOf(form: string, attributes: PlainObject): string {
  return form.replace(/\{(\w+)\}/g, (_, name: string) => String(attributes[name]));
}
