import { shapeIn } from "../../errors/secret-detector.ts";
import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { WorkerTargetConfig } from "../schema/worker-target.ts";
import { type EnvironmentPlace, mistake, type Rule, type World } from "./world.ts";

interface WorkerPlace {
  readonly environment: EnvironmentPlace;
  readonly target: WorkerTargetConfig;
}

function workersOf({ environments }: World): WorkerPlace[] {
  return environments.flatMap((environment) => {
    const { target } = environment.config;
    return target.kind === "worker" ? [{ environment, target }] : [];
  });
}

/**
 * What a plan and a state can carry, in bytes: the script lies in both, so that a rollback has it. Cloudflare itself takes 64 MiB.
 * Source: developers.cloudflare.com/workers/platform/limits, Worker size (checked 2026-11-26); the smaller number is Slipway's own.
 */
const MAX_SCRIPT_BYTES = 2 * 1024 * 1024;

export const workerScriptsThere: Rule = (world) =>
  workersOf(world).flatMap(({ environment, target: { script } }) => {
    const content = environment.scripts.get(script);
    const problem =
      content === undefined
        ? "no such file"
        : content.trim() === ""
          ? "an empty file"
          : Buffer.byteLength(content) > MAX_SCRIPT_BYTES
            ? `${Buffer.byteLength(content)} bytes`
            : undefined;
    if (problem === undefined) return [];
    return mistake(environment, ["target", "script"], {
      code: "WORKER_SCRIPT_UNUSABLE",
      expected: `config/workers/${script}, with at most ${MAX_SCRIPT_BYTES} bytes`,
      got: problem,
      fix: "have the build put its one bundled, minified module there; large assets belong into R2 or Pages",
    });
  });

/** A bundler copies whatever it finds, and the script lies in plan and state. Minified code is full of random text, so only known shapes count. */
export const workerScriptsHarmless: Rule = (world) =>
  workersOf(world).flatMap(({ environment, target: { script } }) => {
    const suspicion = shapeIn(environment.scripts.get(script) ?? "");
    if (suspicion === undefined) return [];
    return mistake(environment, ["target", "script"], {
      code: "SECRET_IN_CONFIG",
      expected: "a script without a secret",
      got: `what looks like ${suspicion.kind} in config/workers/${script} (hidden)`,
      fix: "take it out, rotate it, and bind the new one from the Secrets Store",
    });
  });

/** Terraform has no write-only attribute for a binding's text. Source: cloudflare/terraform-provider-cloudflare, issue 7239 (checked 2026-11-26). */
export const workerSecretsElsewhere: Rule = (world) =>
  workersOf(world).flatMap(({ environment, target }) =>
    Object.entries(target.environment).flatMap(([variable, source]) => {
      if (!("secret" in source)) return [];
      return mistake(environment, ["target", "environment", variable, "secret"], {
        code: "WORKER_SECRET_IN_STATE",
        expected: "plain values only, because Terraform keeps the text of a worker's bindings in its state",
        got: `the slot ${source.secret}`,
        fix: `put the value into the account's Secrets Store (wrangler secrets-store secret create) and bind it under storeSecrets.${variable}`,
      });
    }),
  );

/** Bindings of one worker on the Free plan; paid ones have twice as many. Source: developers.cloudflare.com/workers/platform/limits (checked 2026-11-26). */
const MAX_VARIABLES = { free: 64, paid: 128 } as const;
/** Source: the same page, environment variable size. */
const MAX_VARIABLE_BYTES = 5 * 1024;

export const workerBindings: Rule = (world) =>
  workersOf(world).flatMap(({ environment, target }) => {
    const limit = MAX_VARIABLES[target.plan];
    const names = [...Object.keys(target.environment), ...Object.keys(target.storeSecrets)];
    const twice = Object.keys(target.storeSecrets).filter((name) => Object.hasOwn(target.environment, name));
    return [
      ...twice.map((name) => binding(environment, ["target", "storeSecrets", name], "a name that no variable has", name)),
      ...(names.length > limit
        ? [binding(environment, ["target"], `at most ${limit} bindings on the ${target.plan} plan`, `${names.length}`)]
        : []),
      ...Object.entries(target.environment).flatMap(([variable, source]) => {
        const bytes = "value" in source ? Buffer.byteLength(source.value) : 0;
        if (bytes <= MAX_VARIABLE_BYTES) return [];
        return [binding(environment, ["target", "environment", variable, "value"], `at most ${MAX_VARIABLE_BYTES} bytes`, `${bytes}`)];
      }),
    ];
  });

function binding(environment: EnvironmentPlace, field: readonly string[], expected: string, got: string): SlipwayError {
  return mistake(environment, field, {
    code: "WORKER_BINDING_REFUSED",
    expected,
    got,
    fix: "rename it, or put what is large or many into KV or into the script",
  });
}

/** The API refuses a day that has not come. Source: developers.cloudflare.com/workers/configuration/compatibility-dates (checked 2026-11-26). */
export const workerDatesPast: Rule = (world) =>
  workersOf(world).flatMap(({ environment, target: { compatibilityDate } }) => {
    if (world.now === undefined || compatibilityDate <= world.now.toISOString().slice(0, 10)) return [];
    return mistake(environment, ["target", "compatibilityDate"], {
      code: "WORKER_DATE_AHEAD",
      expected: "today or a day before",
      got: compatibilityDate,
      fix: "name the day on which the script was last tried",
    });
  });
