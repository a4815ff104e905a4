import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkConfigs } from "../../config/check.ts";
import type { Model } from "../../config/model.ts";
import { type Rehearsal, startRehearsal } from "../../rehearsal/start.ts";
import { renderStack } from "../../stacks/render.ts";
import { type Change, changed } from "../config/change.ts";

export interface LaunchGround {
  readonly rehearsal: Rehearsal;
  /** Applies the environment's stack as the change makes it. Gives what terraform did, by address, or its errors. */
  readonly apply: (change: Change) => Promise<Applied>;
  /** Addresses that a second plan of the stack as it was last applied would change. */
  readonly plan: () => Promise<Readonly<Record<string, string>>>;
  readonly destroy: () => Promise<Applied>;
  /** Status that a visitor gets. */
  readonly ask: (host: string, path?: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

export interface Applied {
  readonly changes: Readonly<Record<string, string>>;
  readonly errors: readonly string[];
}

/** One launch's stack on a real terraform in the rehearsal's world, seen through its edge. */
export async function launchGround(target: string): Promise<LaunchGround> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-launch-"));
  const { model } = checkConfigs(changed({}));
  if (model === undefined) throw new Error("the configs have mistakes");
  const rehearsal = await startRehearsal({ worldFile: join(dir, "world.json"), ...surroundingsOf(model) });
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: dir,
    CHECKPOINT_DISABLE: "1",
    TF_INPUT: "0",
    TF_REATTACH_PROVIDERS: rehearsal.reattach,
    TF_VAR_slipway_run: "run-20261122T120000Z-0a1b2c", // the guard
  };
  const run = (...argv: readonly string[]) =>
    new Promise<Applied>((resolve) => {
      execFile("terraform", [...argv, "-json"], { cwd: dir, env, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) =>
        resolve(outcomeOf(stdout, stderr)),
      );
    });
  return {
    rehearsal,
    apply: (change) => {
      const checked = checkConfigs(changed(change), target);
      const environment = checked.model?.environments.get(target);
      if (environment === undefined) throw new Error(checked.errors.map(({ message }) => message).join("\n"));
      const stack = JSON.parse(renderStack({ kind: "launch", environment, account: model.account.account }));
      delete stack.terraform.backend; // the state may lie here, and nothing has to be initialised
      writeFileSync(join(dir, "cdk.tf.json"), JSON.stringify(stack));
      return run("apply", "-auto-approve");
    },
    plan: async () => {
      const { changes, errors } = await run("plan");
      return errors.length === 0 ? changes : { "": errors.join("\n") };
    },
    destroy: () => run("destroy", "-auto-approve"),
    ask: (host, path = "/") =>
      new Promise((resolve, reject) => {
        const asked = request({ host: "127.0.0.1", port: rehearsal.httpPort, path, headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        asked.on("error", reject);
        asked.end();
      }),
    close: async () => {
      await rehearsal.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function surroundingsOf(model: Model) {
  const { cloudflare, aws } = model.account.account;
  const hosts = [...model.environments.values()].flatMap((each) => each.hosts.flatMap(({ origin }) => origin ?? []));
  return {
    zones: [...model.zones.values()].map(({ base }) => ({ ...base.zone, accountId: cloudflare.accountId })),
    awsAccountId: aws.accountId,
    origins: Object.fromEntries(hosts.map((origin) => [origin, "healthy" as const])),
  };
}

interface Line {
  readonly type?: string;
  readonly change?: { readonly action: string; readonly resource: { readonly addr: string } };
  readonly diagnostic?: { readonly severity: string; readonly summary: string; readonly detail: string };
}

function outcomeOf(stdout: string, stderr: string): Applied {
  const lines = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Line => JSON.parse(line));
  const errors = lines.flatMap(({ diagnostic }) =>
    diagnostic?.severity === "error" ? [`${diagnostic.summary}: ${diagnostic.detail}`] : [],
  );
  return {
    changes: Object.fromEntries(
      lines.flatMap(({ type, change }) =>
        type === "planned_change" && change !== undefined ? [[change.resource.addr, change.action]] : [],
      ),
    ),
    errors: stderr === "" ? errors : [...errors, stderr],
  };
}
