import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { SlipwayError } from "../errors/slipway-error.ts";
import { isObject, type JsonObject, objectAt, parseJson } from "../launch/json.ts";
import { entriesOf, stateOf } from "../launch/ledger/history.ts";
import { verifyLedger } from "../launch/ledger/ledger.ts";
import { oneLine } from "../launch/refusal.ts";
import { openStore, type RunStore } from "../launch/store/store.ts";
import { LOCK_FILE, lockFileFor, pinnedProviders } from "../launch/terraform/lock-file.ts";
import { runOnTerminal } from "../launch/terraform/run-on-terminal.ts";
import { findTerraform, type TerraformBinary, terraformEnvironment } from "../launch/terraform/terraform.ts";
import { GUARD_NAME, targetOfGuard } from "../stacks/guard-variable.ts";
import type { Shell } from "./command.ts";
import { findStore } from "./find-store.ts";
import { readLockFile } from "./lock-file.ts";
import { deploy } from "./shim-deploy.ts";
import { storeDir } from "./store-dir.ts";

/** What the shim takes of the process that it runs in. */
export interface ShimCall {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `<project>/cdktf.out/stacks/<stack>` when cdktf calls. */
  readonly workingDirectory: string;
  /** For what terraform itself would have said on stdout. */
  readonly out: (line: string) => void;
  /** For the apply of an approved run, which is that of `slipway apply`. */
  readonly shell: Shell;
}

/** Has the shape that the guard wants; no run is that old, so it can be none of the store. */
const DIFF_RUN = "run-00000000T000000Z-d1ff00";

/** Commands that read. Everything that is not named here or below is refused, also what a later terraform brings. */
const READS = new Set(["version", "-v", "-version", "--version", "help", "-h", "-help", "--help", "show", "output", "validate", "graph"]);
const READS_OF_TWO_WORDS = new Set(["state list", "state show", "state pull", "workspace list", "workspace show", "providers schema"]);
/** What cdktf gives to init; `-migrate-state` and the like would move the state. */
const INIT_FLAGS = new Set(["-upgrade", "-no-color", "-input=false"]);

/** What cdktf gives to apply when nobody asks for more. Any other flag would make it another apply than the approved one. */
const DEPLOY_FLAGS = new Set(["-auto-approve", "-no-color", "-input=false"]);

type Verdict = "read" | "plan" | "init" | "deploy" | "providers lock" | "refused";

/** What a terraform command line may do. Looks at words only. */
export function judge(argv: readonly string[]): Verdict {
  const [command = "help", second = ""] = argv;
  if (command === "plan") return "plan";
  if (command === "init") return argv.slice(1).every((flag) => INIT_FLAGS.has(flag)) ? "init" : "refused";
  if (command === "apply") return argv.slice(1).every((flag) => DEPLOY_FLAGS.has(flag)) ? "deploy" : "refused";
  if (`${command} ${second}` === "providers lock") return "providers lock";
  return READS.has(command) || READS_OF_TWO_WORDS.has(`${command} ${second}`) ? "read" : "refused";
}

/**
 * Terraform as cdktf may use it (`TERRAFORM_BINARY_NAME=slipway-terraform`): it plans and reads, and its apply is that of an approved run.
 * Gives terraform's exit code.
 * @throws SlipwayError SHIM_REFUSED, LOCK_FILE_MISSING, LOCK_FILE_OUTDATED, TERRAFORM_MISSING, TERRAFORM_TOO_OLD
 */
export async function shim(call: ShimCall): Promise<number> {
  const { argv, environment, workingDirectory: cwd, out } = call;
  const verdict = judge(argv);
  if (verdict === "refused") throw await refused(call);
  if (verdict === "deploy") return await deployStack(call);
  if (verdict === "providers lock") {
    out("slipway-terraform: the lock file is the committed one; slipway lock writes it");
    return 0;
  }
  if (isRehearsal(environment)) return await inRehearsal(call, verdict);
  const binary = await findTerraform(environment);
  const attached = environment.TF_REATTACH_PROVIDERS;
  // a diff changes nothing, so it may look through attached providers; the engine's own runs never do
  const env = { ...terraformEnvironment(environment), ...(attached === undefined ? {} : { TF_REATTACH_PROVIDERS: attached }) };
  if (verdict === "plan") return await runOnTerminal(binary.path, argv, { cwd, env: { ...env, [`TF_VAR_${GUARD_NAME}`]: DIFF_RUN } });
  if (verdict === "read") return await runOnTerminal(binary.path, argv, { cwd, env });
  return await runOnTerminal(binary.path, [...argv.filter((flag) => flag !== "-upgrade"), ...layLockFile(call, binary)], { cwd, env });
}

/** A diff runs the same providers as a plan: those of the committed lock file, or attached ones without any. Gives more flags for init. */
function layLockFile({ workingDirectory, environment }: ShimCall, binary: TerraformBinary): readonly string[] {
  const file = join(workingDirectory, LOCK_FILE);
  if ((environment.TF_REATTACH_PROVIDERS ?? "") !== "") {
    rmSync(file, { force: true });
    return [];
  }
  const pinned = pinnedProviders(configIn(workingDirectory), binary.flavour);
  const lockFile = pinned.size === 0 ? undefined : readLockFile(projectOf(workingDirectory), binary);
  if (lockFile === undefined) return [];
  writeFileSync(file, lockFileFor(basename(workingDirectory), lockFile, pinned) ?? "");
  return ["-lockfile=readonly"];
}

/** The approved run that holds what cdktf has synthesized, or a refusal. */
async function deployStack(call: ShimCall): Promise<number> {
  const { workingDirectory, environment, out } = call;
  const [project, config] = [projectOf(workingDirectory), configIn(workingDirectory)];
  if (targetOfGuard(objectAt(config, "variable")[GUARD_NAME]) === undefined) throw await refused(call);
  const rehearsal = isRehearsal(environment);
  return await deploy({
    store: rehearsal ? openStore(storeDir(project, true)) : await recordsOf(call, project),
    stack: basename(workingDirectory),
    synthesized: (stack) => configIn(join(workingDirectory, "..", stack)),
    wanted: environment.SLIPWAY_RUN,
    apply: async (run) => {
      const { apply } = await import("./commands/apply.ts"); // a look at terraform's version must not wait for the bindings
      const global = { dir: project, json: false };
      return await apply.run({ argument: run, options: rehearsal ? { rehearsal } : {}, global, shell: call.shell });
    },
    refuse: async (got, fix) => await refused(call, got, fix),
    out,
  });
}

async function recordsOf(call: ShimCall, project: string): Promise<RunStore> {
  return await findStore({ project, environment: call.environment }).catch(async (error: unknown) => {
    throw await refused(call, `no records: ${oneLine(error instanceof Error ? error.message : String(error))}`);
  });
}

/** `SLIPWAY_REHEARSAL=1`: the same commands against the local world. */
function isRehearsal({ SLIPWAY_REHEARSAL }: ShimCall["environment"]): boolean {
  return (SLIPWAY_REHEARSAL ?? "") !== "";
}

/** The rehearsal's providers run inside its own commands, so terraform can only read there, in the engine's own folder. */
async function inRehearsal(call: ShimCall, verdict: "read" | "plan" | "init"): Promise<number> {
  const { argv, environment, workingDirectory, out } = call;
  if (verdict === "plan") throw await refused(call, "terraform plan in the rehearsal", "run slipway plan with --rehearsal");
  if (verdict === "init") {
    out("slipway-terraform: the rehearsal initialises its own folders");
    return 0;
  }
  const work = join(storeDir(projectOf(workingDirectory), true), "work", basename(workingDirectory));
  const cwd = existsSync(work) ? work : workingDirectory;
  return await runOnTerminal((await findTerraform(environment)).path, argv, { cwd, env: terraformEnvironment(environment) });
}

/** Names the command that does it with a review. */
async function refused(call: ShimCall, why?: string, way?: string): Promise<SlipwayError> {
  const { argv, workingDirectory, environment } = call;
  const target = targetOfGuard(objectAt(configIn(workingDirectory), "variable")[GUARD_NAME]);
  return new SlipwayError({
    kind: "refused",
    code: "SHIM_REFUSED",
    where: basename(workingDirectory),
    expected: why === undefined ? "a terraform command that only reads" : "an approved run that holds what cdktf has synthesized",
    got: why ?? `terraform ${argv.join(" ")}`,
    fix:
      (way ?? "") !== ""
        ? (way ?? "")
        : target === undefined
          ? "run slipway --help"
          : await wayOn(target, argv[0] === "apply", { project: projectOf(workingDirectory), environment }),
  });
}

async function wayOn(
  target: string,
  isApply: boolean,
  { project, environment }: { readonly project: string; readonly environment: ShimCall["environment"] },
): Promise<string> {
  // the refusal stands, whatever the records say or whether they can be reached
  const entries = await findStore({ project, environment })
    .then(async (store) => (await verifyLedger(store)).entries)
    .catch(() => []);
  const last = entriesOf(entries, "planned").findLast((entry) => entry.target === target);
  const state = last === undefined ? undefined : stateOf(entries, last.run);
  if (isApply && state === "approved") return `run slipway apply ${last?.run}`;
  if (isApply && state === "planned") return `have slipway approve ${last?.run} run by an approver`;
  return isApply ? `run slipway plan ${target}` : `change the configs and run slipway plan ${target}`;
}

/** The stacks' local state relies on the same depth. */
function projectOf(workingDirectory: string): string {
  return resolve(workingDirectory, "../../..");
}

function configIn(workingDirectory: string): JsonObject {
  const file = join(workingDirectory, "cdk.tf.json");
  const config = existsSync(file) ? parseJson(readFileSync(file, "utf8")) : undefined;
  return isObject(config) ? config : {};
}
