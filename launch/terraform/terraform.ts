import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { credentialsIn, withoutSecrets } from "../../errors/secret-detector.ts";
import { SlipwayError } from "../../errors/slipway-error.ts";
import { resourceBlocks } from "../adopt/configurable.ts";
import { isObject, type JsonObject, numberAt, parseJson, textAt } from "../json.ts";
import { followJournal, type JournalLine } from "../ledger/journal.ts";
import { oneLine, refusal } from "../refusal.ts";
import { refuseDevOverrides, refuseOverridesSaid } from "./dev-overrides.ts";
import type { Interrupter } from "./interrupter.ts";
import { type StateLock, stateLockIn, tellStateLock } from "./state-lock-holder.ts";
import { findExecutable, isOlder, missing, OLDEST_TERRAFORM, tooOld } from "./terraform-binary.ts";

export interface TerraformBinary {
  readonly path: string;
  readonly version: string;
  readonly flavour: "terraform" | "opentofu";
}

/** What terraform leaves in its working folder when it could not save the state. Source: Terraform internal/backend/local/backend_apply.go. */
export const UNSAVED_STATE = "errored.tfstate";

/**
 * What terraform may see of the caller's environment: who it is, and nothing of what it does. TF_CLI_ARGS, TF_VAR_x, TF_CLI_CONFIG_FILE and
 * the like would change an approved plan unseen, TF_REATTACH_PROVIDERS would hand it to another program, AWS_CA_BUNDLE would let somebody
 * else answer for AWS. Source: AWS SDKs and Tools Reference Guide, settings (checked 2026-11-25).
 */
const ALLOWED_VARIABLE =
  /^(PATH|HOME|TMPDIR|CLOUDFLARE_API_TOKEN|AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|REGION|DEFAULT_REGION|ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|CONTAINER_(CREDENTIALS_(FULL|RELATIVE)_URI|AUTHORIZATION_TOKEN(_FILE)?)|CONFIG_FILE|SHARED_CREDENTIALS_FILE|SDK_LOAD_CONFIG|EC2_METADATA_DISABLED|USE_(FIPS|DUALSTACK)_ENDPOINT|STS_REGIONAL_ENDPOINTS|RETRY_MODE|MAX_ATTEMPTS))$/;
const ENDPOINT_VARIABLE = /^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/;
/** An emulator on this very machine; anything further away would get the requests of a launch. */
const LOOPBACK = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/;
/** No version check over the network, and no advice about commands that nobody should run by hand. */
const OWN_VARIABLES = { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };

export function terraformEnvironment(environment: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const allowed = Object.entries(environment).flatMap(([name, value]): [string, string][] =>
    value !== undefined && (ALLOWED_VARIABLE.test(name) || (ENDPOINT_VARIABLE.test(name) && LOOPBACK.test(value))) ? [[name, value]] : [],
  );
  return { ...Object.fromEntries(allowed), ...OWN_VARIABLES };
}

/** Variables whose caller means another AWS than the one that would be changed: dropping them silently would hit the real one. */
export function redirectionsIn(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value = ""]) =>
    ENDPOINT_VARIABLE.test(name) && value !== "" && !LOOPBACK.test(value) ? [name] : [],
  );
}

export interface TerraformOptions {
  readonly binary: TerraformBinary;
  /** From `terraformEnvironment`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Laid over every stack's configuration as an override file; the rehearsal puts a local backend there. */
  readonly override?: Readonly<Record<string, unknown>>;
}

/** Which state a plan was made against. Before the first apply: no lineage, serial 0. */
export interface StateHead {
  readonly lineage: string;
  readonly serial: number;
}

export interface ApplyCall {
  readonly folder: string;
  readonly run: string;
  readonly planFile: string;
  /** Gets terraform's JSON stream; terraform holds the file itself, so the journal survives this process. */
  readonly journalFile: string;
  readonly onStart: (pid: number) => void;
  readonly onLine: (line: JournalLine) => void;
  readonly interrupter: Interrupter;
}

/** Exactly one of the two is there. */
export interface ApplyExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface PlanOptions {
  /** False for a plan that only looks: a run next door must not find the state locked. */
  readonly stateLock: false;
}

/** What the engine wants of terraform. Folders are working folders with a `cdk.tf.json`. */
export interface Terraform {
  readonly binary: TerraformBinary;
  /** All that it gets of the caller's; some of it is secret. */
  readonly environment: Readonly<Record<string, string>>;
  readonly override: JsonObject;
  /** Providers that run already and are attached by address (the rehearsal's), sorted. */
  readonly reattached: readonly string[];
  readonly init: (folder: string, lockFile: "readonly" | "writable") => Promise<void>;
  /** Saves the plan and returns the arguments it was made with. */
  readonly plan: (folder: string, run: string, planFile: string, options?: PlanOptions) => Promise<readonly string[]>;
  /** The saved plan as JSON text, sensitive values in clear. */
  readonly show: (folder: string, planFile: string) => Promise<string>;
  readonly stateHead: (folder: string) => Promise<StateHead>;
  readonly apply: (call: ApplyCall) => Promise<ApplyExit>;
}

/** What recovery wants besides: the whole state, with every value in clear, a way to hand one in, and the lock that a dead terraform left. */
export interface TerraformStates {
  readonly readState: (folder: string) => Promise<unknown>;
  /** Refused by terraform itself when lineage or serial do not fit, but not by a state of another lineage that holds nothing. */
  readonly pushState: (folder: string, file: string) => Promise<void>;
  /** Who holds the state's lock now; undefined: nobody. */
  readonly stateLock: (folder: string) => Promise<StateLock | undefined>;
  /** Refused by terraform itself when the lock has another id by now. */
  readonly releaseStateLock: (folder: string, id: string) => Promise<void>;
}

/** Takes the state's lock and gives it back without a look at anything else: nothing can be untainted at an address that no stack has. */
const LOCK_PROBE = ["untaint", "-no-color", "-allow-missing", "terraform_data.slipway_lock_probe"] as const;
/** What adopting wants besides: which attributes a configuration may set. */
export interface TerraformSchemas {
  /** By resource type: the block of `terraform providers schema -json`. */
  readonly providerSchemas: (folder: string) => Promise<ReadonlyMap<string, JsonObject>>;
}

/**
 * @throws SlipwayError kind "config", code TERRAFORM_MISSING or TERRAFORM_TOO_OLD
 */
export async function findTerraform(environment: Readonly<Record<string, string | undefined>>): Promise<TerraformBinary> {
  const wanted = environment.SLIPWAY_TERRAFORM;
  const names = wanted === undefined || wanted === "" ? ["terraform", "tofu"] : [wanted];
  const path = names.map((name) => findExecutable(name, environment.PATH ?? "")).find((found) => found !== undefined);
  if (path === undefined) throw missing(names);
  const { stdout } = await run(path, ["version"], { cwd: "/", env: terraformEnvironment(environment) }, "version");
  const [, product, version] = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)/m.exec(stdout) ?? [];
  if (product === undefined || version === undefined) throw missing([path]);
  const flavour = product === "OpenTofu" ? "opentofu" : "terraform";
  if (isOlder(version, OLDEST_TERRAFORM)) throw tooOld(path, `${product} ${version}`);
  return { path, version, flavour };
}

export function openTerraform({ binary, environment, override = {} }: TerraformOptions): Terraform & TerraformStates & TerraformSchemas {
  const call = async (folder: string, args: readonly string[], extra: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await run(binary.path, args, { cwd: folder, env: { ...environment, ...extra } }, `${args[0]} in ${folder}`)).stdout;
  const reattached = Object.keys(objectOf(environment.TF_REATTACH_PROVIDERS)).sort();
  /** For what starts providers; those that are attached are nobody's to override. */
  const callLocked = async (folder: string, args: readonly string[], extra: Readonly<Record<string, string>> = {}): Promise<void> => {
    if (reattached.length > 0) return void (await call(folder, args, extra));
    await refuseDevOverrides(binary, environment);
    refuseOverridesSaid(await call(folder, args, extra));
  };
  return {
    binary,
    environment,
    override,
    reattached,
    init: async (folder, lockFile) => {
      // a backend that the folder had before is forgotten: states are moved by people, see the runbook
      await callLocked(folder, [
        "init",
        "-reconfigure",
        "-input=false",
        "-no-color",
        ...(lockFile === "readonly" ? ["-lockfile=readonly"] : []),
      ]);
    },
    plan: async (folder, runId, planFile, options) => {
      const args = ["plan", "-input=false", "-no-color", ...(options?.stateLock === false ? ["-lock=false"] : [])];
      await callLocked(folder, [...args, `-out=${planFile}`], guard(runId));
      return args;
    },
    show: async (folder, planFile) => await call(folder, ["show", "-no-color", "-json", planFile]),
    stateHead: async (folder) => {
      const state = parseJson(await call(folder, ["state", "pull"]));
      return { lineage: textAt(state, "lineage") ?? "", serial: numberAt(state, "serial") ?? 0 };
    },
    readState: async (folder) => parseJson(await call(folder, ["state", "pull"])),
    pushState: async (folder, file) => {
      await call(folder, ["state", "push", file]);
    },
    stateLock: async (folder) => {
      const exit = await execute(binary.path, LOCK_PROBE, { cwd: folder, env: environment });
      const lock = stateLockIn(exit.stderr);
      if (lock === undefined && exit.code !== 0) throw failed(exit, `${LOCK_PROBE[0]} in ${folder}`);
      return lock;
    },
    releaseStateLock: async (folder, id) => {
      await call(folder, ["force-unlock", "-force", "-no-color", id]);
    },
    providerSchemas: async (folder) => resourceBlocks(parseJson(await call(folder, ["providers", "schema", "-json"]))),
    apply: async (apply) => await runApply(binary.path, { ...environment, ...guard(apply.run) }, apply),
  };
}

/** Everybody who plans or applies works on one of these. */
export const LOCKED_PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"] as const;

/** Writes `.terraform.lock.hcl` into a folder that holds nothing but pins. @throws SlipwayError kind "provider", code TERRAFORM_FAILED */
export async function lockProviders(folder: string, options: TerraformOptions, mirror: readonly string[]): Promise<void> {
  const platforms = LOCKED_PLATFORMS.map((platform) => `-platform=${platform}`);
  const args = ["providers", "lock", "-no-color", ...mirror, ...platforms];
  await run(options.binary.path, args, { cwd: folder, env: options.environment }, "providers lock");
}

/** The one value that no plan holds. */
export const GUARD_VARIABLE = "slipway_run";

/** The stack's ephemeral guard variable: it has no default that passes, so only a run of ours plans or applies. */
function guard(runId: string): Readonly<Record<string, string>> {
  return { [`TF_VAR_${GUARD_VARIABLE}`]: runId };
}

function objectOf(text: string | undefined): JsonObject {
  const value = parseJson(text ?? "{}");
  return isObject(value) ? value : {};
}

/** Files that terraform makes are their owner's alone, whatever the caller's umask: plans and states hold everything in clear. */
function spawnPrivately(path: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const before = process.umask(0o077); // a child inherits it when it is made, which is before this returns
  try {
    return spawn(path, args, options);
  } finally {
    process.umask(before);
  }
}

/** In its own process group and writing to a file: neither our death nor a closed pipe can stop terraform half way. */
async function runApply(path: string, env: Readonly<Record<string, string>>, apply: ApplyCall): Promise<ApplyExit> {
  const journal = openSync(apply.journalFile, "ax", 0o600);
  const args = ["apply", "-input=false", "-no-color", "-json", apply.planFile];
  const child = spawnPrivately(path, args, { cwd: apply.folder, env: { ...env }, detached: true, stdio: ["ignore", journal, journal] });
  closeSync(journal);
  const { pid } = child;
  if (pid !== undefined) apply.onStart(pid);
  const detach = apply.interrupter.attach(() => {
    if (pid !== undefined) process.kill(-pid, "SIGINT");
  });
  const stopFollowing = followJournal(apply.journalFile, apply.onLine);
  try {
    return await finished(child);
  } finally {
    detach();
    stopFollowing();
  }
}

async function finished(child: ChildProcess): Promise<ApplyExit> {
  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(path: string, args: readonly string[], place: Place, where: string): Promise<Exit> {
  const exit = await execute(path, args, place);
  if (exit.code === 0) return exit;
  throw failed(exit, where);
}

async function execute(path: string, args: readonly string[], { cwd, env }: Place): Promise<Exit> {
  const child = spawnPrivately(path, args, { cwd, env: { ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  // a provider may quote what it was given
  const stderr = withoutSecrets(Buffer.concat(err).toString("utf8"), credentialsIn(env));
  return { code, stdout: Buffer.concat(out).toString("utf8"), stderr };
}

function failed({ code, stderr }: Exit, where: string): Error {
  const lock = stateLockIn(stderr);
  if (lock !== undefined) {
    const fix = "wait until they are done; if nobody is left, see the runbook, An apply was killed";
    return refusal("STATE_LOCKED", `terraform ${where}`, "a state that nobody holds", tellStateLock(lock), fix);
  }
  return new SlipwayError({
    kind: "provider",
    code: "TERRAFORM_FAILED",
    where: `terraform ${where}`,
    expected: "exit code 0",
    got: `${code ?? "a signal"}: ${oneLine(stderr)}`,
    fix: "mend what terraform names and plan again",
  });
}
