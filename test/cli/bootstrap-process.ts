import { spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { BootstrapRequest } from "../../cli/bootstrap.ts";

const root = join(__dirname, "../..");

export interface BootstrapElsewhere {
  readonly dir: string;
  readonly to: BootstrapRequest["to"];
  /** JavaScript of the store that plays the bucket. */
  readonly bucket: string;
  readonly now: Date;
  readonly by: string;
}

/** What the process runs, made once. */
export function buildBootstrap(dir: string): string {
  const program = join(dir, "bootstrap-program.cjs");
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules")); // what it imports when it needs it
  const contents = `
    export * from "./cli/bootstrap.ts"; export * from "./launch/store/store.ts"; export * from "./launch/store/s3-store.ts";
    export * from "./launch/store/s3-objects.ts"; export * from "./launch/store/work-area.ts";`;
  buildSync({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    packages: "external",
    outfile: program,
    logLevel: "error",
  });
  return program;
}

/** One step of bootstrap in a process of its own, which dies by its own hand at the event of that number. Says how it ended. */
export async function bootstrapElsewhere(program: string, place: BootstrapElsewhere, dieAt: number): Promise<string> {
  const script = join(place.dir, "bootstrap.cjs");
  writeFileSync(
    script,
    `
    const slipway = require(${JSON.stringify(program)});
    const folder = slipway.openStore(${JSON.stringify(join(place.dir, ".slipway"))});
    let event = 0;
    slipway.bootstrap({
      to: ${JSON.stringify(place.to)},
      folder,
      bucket: ${place.bucket},
      lookAtBucket: async () => "versioned",
      plan: () => { throw new Error("nothing to plan"); },
      by: ${JSON.stringify(place.by)},
      now: new Date(${place.now.getTime()}),
      onEvent: () => { if (event === ${dieAt}) process.kill(process.pid, "SIGKILL"); event += 1; },
    }).then(() => undefined, (error) => { console.error(error); process.exit(9); });`,
  );
  const env = { PATH: process.env.PATH, HOME: place.dir };
  const child = spawn(process.execPath, [script], { cwd: place.dir, stdio: ["ignore", "ignore", "inherit"], env });
  const [code, signal] = await once(child, "exit");
  return signal ?? String(code);
}
