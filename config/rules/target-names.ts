import { launchStackName } from "../names.ts";
import type { TargetConfig } from "../schema/target.ts";
import { mistake, type Rule } from "./world.ts";

interface NameLimit {
  readonly characters: number;
  readonly what: string;
}

/**
 * How long `<launch>-<environment>` may be, by what is called so.
 * Source: AWS Lambda API reference, FunctionName; IAM quotas, role names; Amazon S3 bucket naming rules; developers.cloudflare.com/pages/configuration/api,
 * projects; developers.cloudflare.com/workers/wrangler/configuration, name
 * (checked 2026-11-26).
 */
function nameLimit(target: TargetConfig): NameLimit | undefined {
  switch (target.kind) {
    case "existing-origin":
      return undefined;
    case "function":
      return { characters: 64, what: "a function and its role" };
    case "container":
      return { characters: 64 - "-execution".length, what: "a service, whose roles have a suffix" };
    case "static":
      return target.host.kind === "pages"
        ? { characters: 58, what: "a project of Pages" }
        : { characters: 63 - "-111122223333".length, what: "a bucket, which ends in the account's number" };
    case "worker":
      return { characters: 63, what: "a worker" };
  }
}

export const targetNamesShort: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { launch, name, config } = environment;
    const limit = nameLimit(config.target);
    const called = launchStackName(launch.name, name);
    if (limit === undefined || called.length <= limit.characters) return [];
    return mistake(environment, [], {
      code: "TARGET_NAME_LONG",
      expected: `at most ${limit.characters} characters in ${called}, the name of ${limit.what}`,
      got: `${called.length}`,
      fix: "shorten the name of the launch or of the environment",
    });
  });
