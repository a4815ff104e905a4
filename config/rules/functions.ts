import type { SlipwayError } from "../../errors/slipway-error.ts";
import { RUNTIME_ENDS } from "../lambda-runtimes.ts";
import { secretName } from "../names.ts";
import type { FunctionTargetConfig } from "../schema/function-target.ts";
import { type EnvironmentPlace, mistake, type Rule, type World } from "./world.ts";

interface FunctionPlace {
  readonly environment: EnvironmentPlace;
  readonly target: FunctionTargetConfig;
}

function functionsOf({ environments }: World): FunctionPlace[] {
  return environments.flatMap((environment) => {
    const { target } = environment.config;
    return target.kind === "function" ? [{ environment, target }] : [];
  });
}

/** The same promise as a container's: a tag can be moved, and a digest is the image itself. */
export const functionImagesByDigest: Rule = (world) =>
  functionsOf(world).flatMap(({ environment, target: { code } }) => {
    if (code.kind !== "image" || code.image.includes("@sha256:")) return [];
    return mistake(environment, ["target", "code", "image"], {
      code: "IMAGE_NOT_BY_DIGEST",
      expected: "an image by digest, <repository>@sha256:<64 hex digits>",
      got: code.image,
      fix: "build and push, then take the digest that the registry answers",
    });
  });

/** Lambda pulls images and archives from its own region only. Source: AWS Lambda developer guide, container images, requirements (checked 2026-11-26). */
export const functionImagesNear: Rule = (world) =>
  functionsOf(world).flatMap(({ environment, target: { code } }) => {
    const { region } = world.configs.account.config.aws;
    const elsewhere = code.kind === "image" ? /\.dkr\.ecr\.([a-z0-9-]+)\./.exec(code.image)?.[1] : undefined;
    if (elsewhere === undefined || elsewhere === region) return [];
    return mistake(environment, ["target", "code", "image"], {
      code: "FUNCTION_IMAGE_ELSEWHERE",
      expected: `a repository in ${region}, the account's region`,
      got: elsewhere,
      fix: "push the image to a repository in that region, or replicate it there",
    });
  });

const DAY_MS = 86_400_000;
/** Lambda tells by mail 180 days before. Source: AWS Lambda developer guide, runtime deprecation notifications (checked 2026-11-26). */
const NOTICE_DAYS = 180;

function runtimesEnding(world: World, isWanted: (daysLeft: number) => boolean): SlipwayError[] {
  const { now } = world;
  if (now === undefined) return [];
  return functionsOf(world).flatMap(({ environment, target: { code } }) => {
    if (code.kind !== "zip") return [];
    const end = RUNTIME_ENDS[code.runtime];
    const daysLeft = Math.floor((Date.parse(end) - now.getTime()) / DAY_MS);
    if (!isWanted(daysLeft)) return [];
    return mistake(environment, ["target", "code", "runtime"], {
      code: daysLeft < 0 ? "FUNCTION_RUNTIME_ENDED" : "FUNCTION_RUNTIME_ENDING",
      expected: "a runtime that AWS still patches for half a year and more",
      got: `${code.runtime}, whose support ${daysLeft < 0 ? "ended" : "ends"} on ${end}`,
      fix: "move to the language's newest runtime and deploy it beside the old version first",
    });
  });
}

export const functionRuntimesSupported: Rule = (world) => runtimesEnding(world, (daysLeft) => daysLeft < 0);
export const functionRuntimesFresh: Rule = (world) => runtimesEnding(world, (daysLeft) => daysLeft >= 0 && daysLeft < NOTICE_DAYS);

/**
 * Seconds after which the front gives up. API Gateway's cannot be raised for HTTP APIs.
 * Source: Amazon API Gateway quotas for HTTP APIs, maximum integration timeout (checked 2026-11-26).
 */
export const FRONT_SECONDS = { "http-api": 30 } as const;

/** Whoever waits behind has to give up later, or visitors get a gateway's error while the function goes on and is billed. */
export const functionTimeouts: Rule = (world) =>
  functionsOf(world).flatMap(({ environment, target: { timeoutSeconds, front } }) => {
    const limit = FRONT_SECONDS[front.kind];
    if (timeoutSeconds < limit) return [];
    return mistake(environment, ["target", "timeoutSeconds"], {
      code: "FUNCTION_TIMEOUT_LONG",
      expected: `less than the ${limit} s after which API Gateway stops waiting`,
      got: `${timeoutSeconds} s`,
      fix: "answer at once and do the work in a job, or make the function faster",
    });
  });

/** Source: AWS Lambda developer guide, defined runtime environment variables (checked 2026-11-26). */
const RESERVED_VARIABLES =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_\w+|AWS_ACCESS_KEY|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;
/** Source: AWS Lambda developer guide, quotas, environment variables; API reference, Environment (checked 2026-11-26). */
const MAX_VARIABLES_BYTES = 4096;
const SHORTEST_NAME = 2;
/** What an ARN has beside region, account and the secret's name: `arn:aws:secretsmanager:::secret:` and `-AbCdEf`. */
const ARN_BYTES = "arn:aws:secretsmanager:::secret:-AbCdEf".length;

export const functionVariables: Rule = (world) =>
  functionsOf(world).flatMap(({ environment, target }) => {
    const { aws } = world.configs.account.config;
    const entries = Object.entries(target.environment);
    const refused = entries
      .filter(([variable]) => RESERVED_VARIABLES.test(variable) || variable.length < SHORTEST_NAME)
      .map(([variable]) =>
        mistake(environment, ["target", "environment", variable], {
          code: "FUNCTION_VARIABLE_REFUSED",
          expected: "a name of two or more characters that Lambda does not set itself",
          got: variable,
          fix: "rename the variable",
        }),
      );
    const bytes = entries.reduce((total, [variable, source]) => {
      const value =
        "secret" in source
          ? ARN_BYTES +
            aws.region.length +
            aws.accountId.length +
            secretName(environment.launch.name, environment.name, source.secret).length
          : Buffer.byteLength(source.value);
      return total + variable.length + value;
    }, 0);
    if (bytes <= MAX_VARIABLES_BYTES) return refused;
    return [
      ...refused,
      mistake(environment, ["target", "environment"], {
        code: "FUNCTION_VARIABLES_LARGE",
        expected: `names and values of at most ${MAX_VARIABLES_BYTES} bytes together; a secret counts with its ARN`,
        got: `${bytes}`,
        fix: "move long values into the artefact or into a parameter that the function reads",
      }),
    ];
  });
