import { type ChildProcess, execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProviderOptions, startProvider } from "../../../rehearsal/provider.ts";
import { openWorld, type World, type WorldOptions } from "../../../rehearsal/world.ts";

export const ZONE_ID = "0".repeat(32);
export const ACCOUNT_ID = "123456789012";
export const REGION = "eu-west-1";

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

export interface Outcome {
  readonly code: number | null;
  /** What terraform would do or did, by address. */
  readonly changes: Readonly<Record<string, string>>;
  /** What changed behind terraform's back, by address. */
  readonly drift: Readonly<Record<string, string>>;
  readonly errors: readonly string[];
  /** The same errors, as far as they are about one resource. */
  readonly errorsAt: Readonly<Record<string, readonly string[]>>;
  readonly warnings: readonly string[];
}

export interface Rehearsed {
  readonly world: World;
  readonly dir: string;
  /** Writes the configuration that the next runs use. */
  readonly write: (resources: Resources, more?: object) => void;
  readonly run: (...argv: readonly string[]) => Promise<Outcome>;
  readonly start: (argv: readonly string[]) => { readonly process: ChildProcess; readonly outcome: Promise<Outcome> };
  readonly close: () => Promise<void>;
}

export function worldOf(options: Partial<WorldOptions> = {}): World {
  return openWorld({ zones: [{ zoneId: ZONE_ID, domain: "example.com", plan: "enterprise" }], awsAccountId: ACCOUNT_ID, ...options });
}

/** A world, the provider and a folder for a real terraform; all gone after `close`. */
export async function rehearse(options: Partial<ProviderOptions> = {}): Promise<Rehearsed> {
  const world = options.world ?? worldOf();
  const provider = await startProvider({ ...options, world });
  const dir = mkdtempSync(join(tmpdir(), "slipway-test-"));
  const env = { PATH: process.env.PATH ?? "", HOME: dir, CHECKPOINT_DISABLE: "1", TF_INPUT: "0", TF_REATTACH_PROVIDERS: provider.reattach };
  const start: Rehearsed["start"] = (argv) => {
    let child: ChildProcess | undefined;
    const outcome = new Promise<Outcome>((resolve) => {
      child = execFile("terraform", [...argv], { cwd: dir, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
        resolve(readOutcome(error === null ? 0 : typeof error.code === "number" ? error.code : null, stdout, stderr)),
      );
    });
    if (child === undefined) throw new Error("terraform did not start");
    return { process: child, outcome };
  };
  return {
    world,
    dir,
    write: (resources, more = {}) => {
      // terraform refuses a resource block without any type in it
      const resource = Object.keys(resources).length === 0 ? undefined : resources;
      writeFileSync(join(dir, "main.tf.json"), JSON.stringify({ ...BASE, resource, ...more }));
    },
    run: (...argv) => start(argv).outcome,
    start,
    close: async () => {
      await provider.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const BASE = {
  terraform: {
    required_providers: {
      cloudflare: { source: "cloudflare/cloudflare", version: "5.22.0" },
      aws: { source: "hashicorp/aws", version: "6.25.0" },
    },
  },
  provider: {
    cloudflare: [{}],
    aws: [{ region: REGION }, { alias: "us_east_1", region: "us-east-1", default_tags: [{ tags: { team: "launch" } }] }],
  },
};

export const APPLY = ["apply", "-auto-approve", "-json"] as const;
export const PLAN = ["plan", "-detailed-exitcode", "-json"] as const;
export const DESTROY = ["destroy", "-auto-approve", "-json"] as const;
/** Exit codes of `plan -detailed-exitcode`. */
export const EMPTY = 0;
export const FAILED = 1;
export const CHANGES = 2;

interface Line {
  readonly type?: string;
  readonly change?: { readonly action: string; readonly resource: { readonly addr: string } };
  readonly diagnostic?: { readonly severity: string; readonly summary: string; readonly detail: string; readonly address?: string };
}

function readOutcome(code: number | null, stdout: string, stderr: string): Outcome {
  const lines = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Line => JSON.parse(line));
  const byAddress = (type: string) =>
    Object.fromEntries(
      lines.flatMap(({ type: each, change }) => (each === type && change !== undefined ? [[change.resource.addr, change.action]] : [])),
    );
  const said = (severity: string) =>
    lines.flatMap(({ diagnostic }) => (diagnostic?.severity === severity ? [`${diagnostic.summary}: ${diagnostic.detail}`] : []));
  const errorsAt: Record<string, string[]> = {};
  for (const { diagnostic } of lines) {
    const { severity, address, summary = "", detail = "" } = diagnostic ?? {};
    if (severity === "error" && address !== undefined) errorsAt[address] = [...(errorsAt[address] ?? []), `${summary}: ${detail}`];
  }
  return {
    code,
    errorsAt,
    changes: byAddress("planned_change"),
    drift: byAddress("resource_drift"),
    errors: stderr === "" ? said("error") : [...said("error"), stderr],
    warnings: said("warning"),
  };
}
