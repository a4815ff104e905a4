import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { JsonObject } from "../../../launch/json.ts";
import { objectsInState } from "../../../launch/recover/recover-findings.ts";
import { waitForGroup } from "../../../launch/terraform/process-group.ts";
import { processNote } from "../../../launch/terraform/process-note.ts";
import { findTerraform, type TerraformBinary, terraformEnvironment } from "../../../launch/terraform/terraform.ts";
import type { Signer } from "../../../launch/trust/ssh-signature.ts";
import type { ApplyEvent } from "../../../rehearsal/faults.ts";
import { startProvider } from "../../../rehearsal/provider.ts";
import { openWorld, type WorldOptions } from "../../../rehearsal/world.ts";
import { trusted } from "../bench-of-runs.ts";
import { Conductor } from "./conductor.ts";
import { type DeskOrder, openDesk } from "./desk-process.ts";
import type { Cast } from "./double-ground.ts";
import { endingOf } from "./ending.ts";
import type { Ending, Ground, StateSeen, Thing } from "./ground.ts";
import { configuredPart, DOMAIN, openStoreIn, placeOf, RULESET, THING, ZONE_ID } from "./launches.ts";
import type { Work } from "./sequence.ts";

/** What all grounds of one suite share: keys, the program of a process of its own, terraform. */
export interface RealSite {
  readonly cast: Cast;
  readonly program: string;
  readonly binary: TerraformBinary;
  readonly dir: string;
  readonly close: () => void;
}

const LIMIT_MILLISECONDS = 240_000;

export async function openRealSite(): Promise<RealSite> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-site-"));
  const program = join(dir, "desk.cjs");
  const entryPoints = [join(__dirname, "desk-process.ts")];
  buildSync({ entryPoints, bundle: true, platform: "node", format: "cjs", outfile: program, logLevel: "error" });
  const [planner, ben, mallory] = ["ana", "ben", "mallory"].map((name) => makeKey(dir, name));
  if (planner === undefined || ben === undefined || mallory === undefined) throw new Error("no keys");
  const binary = await findTerraform({ PATH: process.env.PATH, HOME: dir });
  const cast = { people: { planner, ben, mallory }, approvers: [trusted(ben)] };
  return { cast, program, binary, dir, close: () => rmSync(dir, { recursive: true, force: true }) };
}

export interface RealGround extends Ground {
  /** Another one that goes on from here; this one stays as it is. */
  readonly copy: () => Promise<RealGround>;
}

/** Terraform with the rehearsal's provider, a store on disk, OpenSSH's signatures, and processes that are killed by SIGKILL. */
export async function openRealGround(site: RealSite, from?: string): Promise<RealGround> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-ground-"));
  if (from !== undefined) {
    cpSync(from, dir, { recursive: true });
    // as on a machine that never planned these stacks
    rmSync(join(dir, ".slipway/work"), { recursive: true, force: true });
  }
  const store = openStoreIn(dir);
  const zones: WorldOptions["zones"] = [{ zoneId: ZONE_ID, domain: DOMAIN, plan: "pro" }];
  const worldOptions = { file: join(dir, "world.json"), zones, awsAccountId: "123456789012" };
  const world = openWorld(worldOptions);
  let onApply: (event: ApplyEvent) => unknown = () => undefined;
  const provider = await startProvider({ world, faults: { onApply: (event) => onApply(event) } });
  const environment = {
    ...terraformEnvironment({ PATH: process.env.PATH, HOME: site.dir }),
    TF_REATTACH_PROVIDERS: provider.reattach,
  };
  const orderFor = (work: Work, start: Date): DeskOrder => ({
    dir,
    world: worldOptions,
    binary: site.binary,
    environment,
    ...site.cast,
    start: start.getTime(),
    work,
  });
  return {
    store,
    run: async (work, start) => {
      const { death, fault } = work;
      const order = orderFor(work, start);
      const mayDie = death !== undefined || fault?.kind === "process-killed" || fault?.kind === "both-killed";
      let conductor: Conductor | undefined;
      const conduct = (kill: () => Promise<void>): void => {
        if (fault === undefined) return;
        conductor = new Conductor(store, fault, kill);
        ({ onApply } = conductor);
      };
      const ending = mayDie ? await runElsewhere(site, order, conduct) : await runHere(order, () => conduct(async () => undefined));
      if (conductor?.failure !== undefined) throw conductor.failure;
      if (ending.outcome.kind === "gone") await terraformEnded(store.local.dir);
      onApply = () => undefined;
      return ending;
    },
    things: () =>
      [RULESET, THING].flatMap((type) =>
        world.objects(type).map(({ attributes }): Thing => {
          return { id: String(attributes.id), ...placeOf(type, attributes), attributes: configuredPart(type, attributes) };
        }),
      ),
    states: () => statesIn(store.local.path("state")),
    change,
    changeOutside: (thing, attributes) => {
      change(thing, attributes);
      const file = store.local.path(`state/${thing.stack}.tfstate`);
      const state = JSON.parse(readFileSync(file, "utf8"));
      const [type, name] = thing.address.split(".");
      for (const each of state.resources) {
        if (each.type === type && each.name === name) Object.assign(each.instances[0].attributes, attributes);
      }
      writeFileSync(file, JSON.stringify({ ...state, serial: state.serial + 1 }));
    },
    remove: (thing) => {
      const { type, id } = objectOf(thing);
      world.remove(type, id);
    },
    close: async () => {
      await provider.close();
      rmSync(dir, { recursive: true, force: true });
    },
    copy: async () => await openRealGround(site, dir),
  };

  function change(thing: Thing, attributes: JsonObject): void {
    const { type, id } = objectOf(thing);
    // made of plain JSON in launches.ts
    world.drift(type, id, attributes as Parameters<typeof world.drift>[2]);
  }

  function objectOf({ id, address }: Thing): { readonly type: string; readonly id: string } {
    const type = address.split(".")[0] ?? "";
    const found = world.objects(type).find(({ attributes }) => attributes.id === id);
    if (found === undefined) throw new Error(`${address} is not there`);
    return found;
  }
}

async function runHere(order: DeskOrder, prepare: () => void): Promise<Ending> {
  prepare();
  return await endingOf(openDesk(order), order.work);
}

async function runElsewhere({ program }: RealSite, order: DeskOrder, prepare: (kill: () => Promise<void>) => void): Promise<Ending> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, SLIPWAY_DESK: "1" };
  const child = spawn(process.execPath, [program], { env, stdio: ["pipe", "pipe", "pipe"] });
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MILLISECONDS);
  const exit = once(child, "exit");
  prepare(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin.end(JSON.stringify(order));
  const [[code, signal]] = await Promise.all([exit, once(child.stdout, "close"), once(child.stderr, "close")]);
  clearTimeout(limit);
  if (signal === "SIGKILL") return { outcome: { kind: "gone" } };
  if (code !== 0) throw new Error(Buffer.concat(err).toString("utf8"));
  return JSON.parse(Buffer.concat(out).toString("utf8"));
}

/** What a dead process left running works on to its end. */
async function terraformEnded(storeDir: string): Promise<void> {
  const runs = join(storeDir, "runs");
  for (const run of readdirSync(runs)) {
    for (const file of filesIn(join(runs, run, "journal"))) {
      const pid = processNote(join(runs, run, "journal", file))?.pid ?? null;
      if (pid !== null && (await waitForGroup(pid, LIMIT_MILLISECONDS)).length > 0) throw new Error("terraform does not end");
    }
  }
}

function statesIn(dir: string): ReadonlyMap<string, StateSeen> {
  return new Map(
    filesIn(dir)
      .filter((file) => /^[^.].*\.tfstate$/.test(file))
      .map((file) => {
        const state: { readonly lineage: string; readonly serial: number } = JSON.parse(readFileSync(join(dir, file), "utf8"));
        const ids = new Map([...objectsInState(state)].map(([address, [object]]) => [address, String(object?.id)]));
        return [file.replace(/\.tfstate$/, ""), { lineage: state.lineage, serial: state.serial, ids }];
      }),
  );
}

function filesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function makeKey(dir: string, name: string): Signer {
  const keyFile = join(dir, "keys", name);
  mkdirSync(join(dir, "keys"), { recursive: true, mode: 0o700 });
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", keyFile]);
  return { id: `${name}@opsdesk.example`, keyFile };
}
