import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { canonicalText, isObject, type JsonObject, listAt, objectAt, parseJson, sha256Hex } from "../json.ts";
import { refusal } from "../refusal.ts";
import { refuseUnreviewableConfig } from "../reviewable-config.ts";
import type { WorkArea } from "../store/work-area.ts";
import { LOCK_FILE, lockFileFor, pinnedProviders } from "./lock-file.ts";
import type { Terraform } from "./terraform.ts";

const CONFIG = "cdk.tf.json";
/** Import blocks of a recovery; terraform reads every *.tf.json of a folder. */
export const RECOVER_FILE = "slipway_recover.tf.json";
const OVERRIDE = "slipway_override.tf.json";
const OWN_FILES = new Set([CONFIG, RECOVER_FILE, OVERRIDE]);
/** Source: Terraform and OpenTofu documentation, files and configuration structure, variable definitions files (checked 2026-11-25). */
const READ_BY_TERRAFORM = /\.(tf|tofu|tfvars|tfquery|tftest|tofutest)(\.json)?$/;
const INIT_MARK = ".slipway-init";

export interface StackConfig {
  readonly stack: string;
  /** Text of cdk.tf.json. */
  readonly config: string;
  /** Text of the committed .terraform.lock.hcl, where there is one. */
  readonly lockFile?: string | undefined;
  /** Text of slipway_recover.tf.json, for a recovery. */
  readonly imports?: string | undefined;
  /** Whether the plan may leave changes for another one. */
  readonly acceptIncomplete?: boolean | undefined;
}

export interface WorkFolder {
  readonly dir: string;
  readonly lockFileSha256: string | null;
}

/**
 * Lays a stack out for terraform in `work/<stack>/` and initialises it, unless nothing that init looks at has moved.
 * @throws SlipwayError kind "refused", code LOCK_FILE_MISSING or LOCK_FILE_OUTDATED when real providers would run unlocked
 */
export async function prepareWorkFolder(
  local: WorkArea,
  terraform: Terraform,
  { stack, config, lockFile: committed, imports }: StackConfig,
): Promise<WorkFolder> {
  const key = (file: string): string => `work/${stack}/${file}`;
  const parsed = parseConfig(config, stack);
  refuseUnreviewableConfig(parsed, stack);
  const override = overrideFor(stack, parsed, terraform.override);
  const isAttached = terraform.reattached.length > 0;
  const { flavour } = terraform.binary;
  // an override file pins over the configuration's own word
  const pinned = new Map([...pinnedProviders(parsed, flavour), ...pinnedProviders(terraform.override, flavour)]);
  const lockFile = isAttached ? undefined : lockFileFor(stack, committed, pinned);
  const dir = await local.folder(`work/${stack}`);
  await local.folder("state");
  await refuseForeignFiles(dir, stack);
  await local.write(key(CONFIG), config);
  await local.write(key(OVERRIDE), `${JSON.stringify(override, null, 2)}\n`);
  if (imports === undefined) await local.remove(key(RECOVER_FILE));
  else await local.write(key(RECOVER_FILE), imports);
  if (lockFile !== undefined) await local.write(key(LOCK_FILE), lockFile);
  // a plan made with attached providers and a full lock file would later run with the real ones
  if (isAttached) await local.remove(key(LOCK_FILE));
  const mark = initMark(parsed, override, terraform, await local.read(key(LOCK_FILE)));
  if ((await local.read(key(INIT_MARK))) !== mark || !existsSync(join(dir, ".terraform"))) {
    await local.remove(key(INIT_MARK));
    await terraform.init(dir, lockFile === undefined ? "writable" : "readonly");
    await local.write(key(INIT_MARK), initMark(parsed, override, terraform, await local.read(key(LOCK_FILE))));
  }
  const lock = await local.read(key(LOCK_FILE));
  return { dir, lockFileSha256: lock === undefined ? null : sha256Hex(lock) };
}

/** Besides our own, terraform reads every configuration and every value file of its folder. */
async function refuseForeignFiles(dir: string, stack: string): Promise<void> {
  const foreign = (await readdir(dir)).filter((file) => READ_BY_TERRAFORM.test(file) && !OWN_FILES.has(file));
  if (foreign.length === 0) return;
  throw refusal(
    "WORK_FOLDER_FOREIGN",
    `${stack}: ${dir}`,
    "only files that slipway wrote",
    foreign.join(", "),
    "find out who put it there, and remove it",
  );
}

/** One attribute a line: terraform quotes the config line that an error is on, and a minified file would be quoted whole. */
export function prettyConfig(config: string, stack: string): string {
  return `${JSON.stringify(parseConfig(config, stack), null, 2)}\n`;
}

export function parseConfig(config: string, stack: string): JsonObject {
  const parsed = parseJson(config);
  if (isObject(parsed)) return parsed;
  throw new SlipwayError({
    kind: "config",
    code: "STACK_CONFIG_UNREADABLE",
    where: `${stack}: ${CONFIG}`,
    expected: "synthesized JSON",
    got: "something else",
    fix: "run slipway synth again",
  });
}

/** Local state belongs to the run store, wherever the synthesized path points; the path is relative, so that a store can be moved. */
function overrideFor(stack: string, config: JsonObject, override: JsonObject): JsonObject {
  const terraform = objectAt(override, "terraform");
  const ownBackend = Object.keys(objectAt(terraform, "backend")).length > 0;
  const backend = ownBackend ? objectAt(terraform, "backend") : objectAt(objectAt(config, "terraform"), "backend");
  const isLocal = Object.keys(backend).length === 0 || "local" in backend;
  const kept = isLocal ? { local: { path: `../../state/${stack}.tfstate` } } : backend;
  return { ...override, terraform: { ...terraform, ...(isLocal || ownBackend ? { backend: kept } : {}) } };
}

/** Everything that init reads: terraform block, providers in use, modules, backend, attached providers, lock file, terraform itself. */
function initMark(config: JsonObject, override: JsonObject, terraform: Terraform, lockFile: string | undefined): string {
  const types = ["resource", "data", "ephemeral"].flatMap((block) =>
    listAt(config, block).flatMap((each) => Object.keys(isObject(each) ? each : {})),
  );
  return sha256Hex(
    canonicalText({
      terraform: config.terraform ?? null,
      providers: Object.keys(objectAt(config, "provider")).sort(),
      modules: config.module ?? null,
      types: [...new Set(types)].sort(),
      override,
      attached: terraform.reattached,
      binary: terraform.binary,
      lockFile: lockFile ?? null,
    }),
  );
}
