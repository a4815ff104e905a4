import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SlipwayErrors } from "../../errors/slipway-error.ts";
import { isObject, type JsonObject, listAt, objectAt, textAt } from "../json.ts";
import { acquireLaunchLock } from "../ledger/lock.ts";
import { alwaysThere, importIdOf, naturalKey, naturalKeyText } from "../recover/natural-key.ts";
import { type Lookup, objectsInState, typeOf } from "../recover/recover-findings.ts";
import { refusal } from "../refusal.ts";
import { type BaselineResource, baselineConfig } from "../rollback/baseline.ts";
import { newRunId } from "../run.ts";
import type { RunStore } from "../store/store.ts";
import { actionOf, isImport, type PlanJson, parsePlan } from "../terraform/plan-json.ts";
import type { Terraform, TerraformSchemas, TerraformStates } from "../terraform/terraform.ts";
import { parseConfig, prepareWorkFolder } from "../terraform/work-folder.ts";
import { configurable, saidOnce } from "./configurable.ts";
import { type DeclaredRecord, type LiveRecord, matchRecords } from "./match-records.ts";

const RECORD = "cloudflare_dns_record";
const RULESET = "cloudflare_ruleset";

/** Asks vendors what exists. Reads only. */
export interface Existing {
  /** Every DNS record of a zone. */
  readonly records: (zoneId: string) => Promise<readonly LiveRecord[]>;
  readonly lookup: Lookup;
}

export interface AdoptRequest {
  readonly store: RunStore;
  readonly terraform: Terraform & TerraformStates & TerraformSchemas;
  readonly existing: Existing;
  readonly stack: string;
  /** Text of cdk.tf.json. */
  readonly config: string;
  readonly lockFile?: string | undefined;
  readonly operator: string;
  readonly now: Date;
}

export interface Adoption {
  readonly resources: readonly (BaselineResource & { readonly importId: string })[];
  /** Addresses that the first plan would change after importing them. */
  readonly changes: readonly string[];
  /** Exists in the zone, and no config says a word about it: stays as it is. */
  readonly undeclared: readonly LiveRecord[];
  /** Addresses about which nobody could be asked: they are created, unless a person finds them first. */
  readonly notAsked: readonly string[];
}

interface Import {
  readonly address: string;
  readonly importId: string;
}

/**
 * Finds what a stack declares and what exists already, reads it through the provider and proves that the old values can be written back:
 * a plan of the baseline has to change nothing. Changes nothing itself.
 * @throws SlipwayErrors kind "refused": ADOPT_IN_THE_WAY, ADOPT_AMBIGUOUS, ADOPT_BASELINE_UNFAITHFUL
 */
export async function adoptStack(request: AdoptRequest): Promise<Adoption> {
  const { store, terraform, existing, stack, lockFile, now } = request;
  const lock = await acquireLaunchLock(store, { holder: request.operator, run: newRunId(now), purpose: "plan", now }, () => false);
  const dir = await mkdtemp(join(tmpdir(), "slipway-adopt-"));
  try {
    const { import: _import, ...config } = parseConfig(request.config, stack);
    const plan = async (wanted: JsonObject, imports: readonly Import[]): Promise<{ plan: PlanJson; folder: string }> => {
      const text = JSON.stringify({ ...wanted, import: imports.map(({ address, importId }) => ({ to: address, id: importId })) });
      const { dir: folder } = await prepareWorkFolder(store.local, terraform, { stack, config: text, lockFile });
      const file = join(dir, "adopt.tfplan");
      await terraform.plan(folder, newRunId(now), file);
      return { plan: parsePlan(await terraform.show(folder, file), stack), folder };
    };
    const { dir: folder } = await prepareWorkFolder(store.local, terraform, { stack, config: JSON.stringify(config), lockFile });
    const inState = objectsInState(await terraform.readState(folder));
    const wanted = declaredResources(config).filter(({ address }) => !inState.has(address));
    const managed = new Set([...inState.values()].flat().map(({ id }) => id));
    const others = async (zoneId: string): Promise<readonly LiveRecord[]> =>
      (await existing.records(zoneId)).filter(({ id }) => !managed.has(id));
    const found = await findAll(stack, wanted, { ...existing, records: others });
    const forward = await plan(config, found.imports);
    const schemas = await terraform.providerSchemas(forward.folder);
    const resources = found.imports.map(({ address, importId }) => ({
      address,
      importId,
      attributes: saidOnce(typeOf(address), configurable(schemas.get(typeOf(address)), beforeOf(forward.plan, address))),
    }));
    refuseUnfaithful(stack, (await plan(baselineConfig(config, resources), found.imports)).plan, resources);
    const changes = forward.plan.resource_changes
      .filter((each) => isImport(each) && actionOf(each.change, each.address) !== "no-op" && !onlyLosesForeignRules(each))
      .map(({ address }) => address);
    return { resources, changes, undeclared: found.undeclared, notAsked: found.notAsked };
  } finally {
    await rm(dir, { recursive: true, force: true });
    await lock.release();
  }
}

/** Rules that others wrote are kept from the first plan on; this one did not know them yet. */
function onlyLosesForeignRules({ type, change: { after } }: PlanJson["resource_changes"][number]): boolean {
  return type === RULESET && listAt(after, "rules").length === 0;
}

interface Declared {
  readonly address: string;
  readonly type: string;
  readonly body: JsonObject;
}

function declaredResources(config: JsonObject): Declared[] {
  return Object.entries(objectAt(config, "resource")).flatMap(([type, named]) =>
    Object.entries(isObject(named) ? named : {}).map(([name, body]) => ({
      address: `${type}.${name}`,
      type,
      body: isObject(body) ? body : {},
    })),
  );
}

type Found = { readonly imports: readonly Import[] } & Pick<Adoption, "undeclared" | "notAsked">;

async function findAll(stack: string, wanted: readonly Declared[], existing: Existing): Promise<Found> {
  const records = await findRecords(stack, wanted, existing);
  const others = await Promise.all(wanted.filter(({ type }) => type !== RECORD).map((each) => findOne(stack, each, existing.lookup)));
  return {
    imports: [...records.imports, ...others.flatMap(({ importId, address }) => (importId === undefined ? [] : [{ address, importId }]))],
    undeclared: records.undeclared,
    notAsked: others.filter(({ asked }) => !asked).map(({ address }) => address),
  };
}

async function findRecords(
  stack: string,
  wanted: readonly Declared[],
  { records }: Existing,
): Promise<{ readonly imports: readonly Import[]; readonly undeclared: readonly LiveRecord[] }> {
  const declared = wanted.filter(({ type }) => type === RECORD);
  const zones = [...new Set(declared.flatMap(({ body }) => textAt(body, "zone_id") ?? []))];
  const imports: Import[] = [];
  const undeclared: LiveRecord[] = [];
  const errors = [];
  for (const zone of zones) {
    const own = declared.filter(({ body }) => body.zone_id === zone).map(toDeclaredRecord);
    const matches = matchRecords(own, await records(zone));
    imports.push(...matches.pairs.map(({ address, id }) => ({ address, importId: `${zone}/${id}` })));
    undeclared.push(...matches.undeclared);
    errors.push(
      ...matches.inTheWay.map(({ address, record: { name, type, content, isLocked } }) =>
        refusal(
          "ADOPT_IN_THE_WAY",
          `${stack}: ${address}`,
          "no other record that answers for the same thing",
          `${name} ${type} ${content}`,
          isLocked === true
            ? "switch off the product that wrote and locked it, such as Email Routing, or leave the record out of the configs"
            : "delete that record where it is managed, or declare it instead",
        ),
      ),
    );
  }
  if (errors.length > 0) throw new SlipwayErrors(errors);
  return { imports, undeclared };
}

function toDeclaredRecord({ address, body }: Declared): DeclaredRecord {
  const content = textAt(body, "content");
  const { data } = body;
  return {
    address,
    name: textAt(body, "name") ?? "",
    type: textAt(body, "type") ?? "",
    ...(content === undefined ? {} : { content: unescaped(content) }),
    ...(isObject(data) ? { data } : {}),
  };
}

/** What the configuration escapes for Terraform, as the vendor has it. */
function unescaped(text: string): string {
  return text.replace(/([$%])\1\{/g, (_whole, sign: string) => `${sign}{`);
}

async function findOne(
  stack: string,
  { address, type, body }: Declared,
  lookup: Lookup,
): Promise<{ readonly address: string; readonly importId?: string | undefined; readonly asked: boolean }> {
  const certain = alwaysThere(type, body);
  if (certain !== undefined) return { address, importId: importIdOf(type, certain, body), asked: true };
  const key = naturalKey(type, body);
  const ids = key === undefined ? undefined : await lookup({ type, key });
  if (ids === undefined) return { address, asked: false };
  if (ids.length > 1) {
    throw refusal(
      "ADOPT_AMBIGUOUS",
      `${stack}: ${address}`,
      "at most one thing with this natural key",
      `${ids.length} of ${naturalKeyText(type, body)}: ${ids.join(", ")}`,
      "delete what is not in use, or change the key in the config",
    );
  }
  const [id] = ids;
  return { address, importId: id === undefined ? undefined : importIdOf(type, id, body), asked: true };
}

function beforeOf(plan: PlanJson, address: string): JsonObject {
  const { before } = plan.resource_changes.find((each) => each.address === address)?.change ?? {};
  return isObject(before) ? before : {};
}

/** A baseline that a plan would change is none: going back to it would not restore what was there. */
function refuseUnfaithful(stack: string, plan: PlanJson, resources: readonly BaselineResource[]): void {
  const own = new Set(resources.map(({ address }) => address));
  const wrong = plan.resource_changes.filter((each) => own.has(each.address) && actionOf(each.change, each.address) !== "no-op");
  if (wrong.length === 0) return;
  throw new SlipwayErrors(
    wrong.map((each) =>
      refusal(
        "ADOPT_BASELINE_UNFAITHFUL",
        `${stack}: ${each.address}`,
        "old values that can be written back unchanged",
        `a plan that would ${each.change.actions.join(" and ")} it: ${changedNames(each.change).join(", ")}`,
        "set these attributes by hand to what the provider can write, or leave the resource out of the config",
      ),
    ),
  );
}

function changedNames({ before, after }: PlanJson["resource_changes"][number]["change"]): string[] {
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  return Object.keys(now).filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
}
