import type { ErrorEntry } from "../entry.ts";

/** Codes of the rules about targets that Slipway makes. */
export const CONFIG_WORKLOAD_CODES = {
  TARGET_NAME_LONG: {
    title: "a name too long for what would be called so",
    consequence: "the apply fails half-way, when the vendor refuses the name",
    fix: "shorten the name of the launch or of the environment",
    source: "quotas of the vendors, beside each limit in config/rules/targets.ts",
  },
  TARGET_VERSION_UNPINNED: {
    title: "traffic for a version that may be another one tomorrow",
    consequence: "$LATEST and names move: nobody can tell what is live, and no rollback can name what was",
    fix: 'name a published version by its number or id, or "new" for the one that the configuration makes',
    source: "AWS Lambda developer guide, manage Lambda function versions (checked 2026-11-26)",
  },
  TARGET_TRAFFIC_SHARES: {
    title: "shares of traffic that do not make a whole, or too many of them",
    consequence: "the vendor refuses the split at apply, or a version gets more visitors than anybody meant",
    fix: "give one version 1, or two versions shares above 0 that make 1",
    source: "AWS Lambda API reference, AliasRoutingConfiguration; Cloudflare Workers, gradual deployments (checked 2026-11-26)",
  },
  FUNCTION_IMAGE_ELSEWHERE: {
    title: "a function's image in another region",
    consequence: "Lambda refuses to create the function",
    fix: "push the image to a repository in the account's region",
    source: "AWS Lambda developer guide, container images, requirements (checked 2026-11-26)",
  },
  FUNCTION_RUNTIME_ENDED: {
    title: "a runtime that AWS no longer patches",
    consequence: "holes in it stay open, and soon neither a fix nor a rollback can be deployed: Lambda blocks updates",
    fix: "move to the language's newest runtime",
    source: "AWS Lambda developer guide, Lambda runtimes, deprecation dates (checked 2026-11-26)",
  },
  FUNCTION_RUNTIME_ENDING: {
    title: "a runtime whose support ends within half a year",
    consequence: "after the date nobody patches it, and shortly after that no update is possible",
    fix: "plan the move to the language's newest runtime",
    source: "AWS Lambda developer guide, Lambda runtimes, deprecation dates (checked 2026-11-26)",
  },
  FUNCTION_TIMEOUT_LONG: {
    title: "a function that may work longer than its front waits",
    consequence: "visitors get 503 or 504 while the function goes on, is billed, and perhaps does its work twice",
    fix: "keep the function's timeout below the front's, and that below the 100 seconds that Cloudflare waits",
    source: "readiness row R16; Amazon API Gateway quotas for HTTP APIs (checked 2026-11-26)",
  },
  FUNCTION_VARIABLE_REFUSED: {
    title: "a variable that a function cannot have",
    consequence: "Lambda refuses the function at apply",
    fix: "rename the variable",
    source: "AWS Lambda developer guide, defined runtime environment variables (checked 2026-11-26)",
  },
  FUNCTION_VARIABLES_LARGE: {
    title: "more environment than a function can hold",
    consequence: "Lambda refuses the function at apply",
    fix: "move long values elsewhere",
    source: "AWS Lambda developer guide, quotas (checked 2026-11-26)",
  },
  STATIC_HOST_NOT_WEB: {
    title: "an API that files would have to answer",
    consequence: "every call gets 403 or 404: there is no code behind it",
    fix: "name the API's origin, or give the launch a target that runs code",
    source: "design: a host of a target that Slipway makes leaves its origin out",
  },
  WORKER_SCRIPT_UNUSABLE: {
    title: "a worker without a script that can be deployed",
    consequence: "nothing would answer under the worker's hosts, or neither plan nor state could carry the script",
    fix: "have the build put one bundled module into config/workers",
    source: "developers.cloudflare.com/workers/platform/limits (checked 2026-11-26)",
  },
  WORKER_SECRET_IN_STATE: {
    title: "a secret slot behind a binding of a worker",
    consequence: "Terraform would keep the value in its state in clear: the provider has no write-only attribute",
    fix: "put the value into the account's Secrets Store and bind it by name under storeSecrets",
    source: "design rule 7; cloudflare/terraform-provider-cloudflare, issue 7239 (checked 2026-11-26)",
  },
  WORKER_BINDING_REFUSED: {
    title: "bindings that Cloudflare does not take",
    consequence: "the API refuses the version at apply",
    fix: "rename the binding, or store elsewhere what is large or many",
    source: "developers.cloudflare.com/workers/platform/limits (checked 2026-11-26)",
  },
  WORKER_DATE_AHEAD: {
    title: "a compatibility date that has not come",
    consequence: "the API refuses the version at apply",
    fix: "name today or a day before",
    source: "developers.cloudflare.com/workers/configuration/compatibility-dates (checked 2026-11-26)",
  },
} as const satisfies Record<string, ErrorEntry>;
