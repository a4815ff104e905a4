import type { SlipwayError } from "../../errors/slipway-error.ts";
import type { TargetConfig } from "../schema/target.ts";
import { type EnvironmentPlace, mistake, type Rule } from "./world.ts";

/** What a version is called, by kind of target; "new" is what the configuration at hand makes. */
const VERSION_FORMS = {
  function: { form: /^[1-9]\d{0,8}$/, example: "12" },
  worker: { form: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, example: "an id such as dc8dcd28-271b-4367-9840-6c244f84cb40" },
};

/** As far as two shares may miss 1 for having been written in decimal. */
const ROUNDING = 1e-9;

/** Lambda's aliases and Workers' deployments hold two versions at most. Source: AWS Lambda developer guide, alias routing; developers.cloudflare.com/workers/configuration/versions-and-deployments/gradual-deployments (checked 2026-11-26). */
const MAX_VERSIONS = 2;

export const trafficSplits: Rule = ({ environments }) =>
  environments.flatMap((environment) => {
    const { target } = environment.config;
    if (!("traffic" in target)) return [];
    return [...unknownVersions(environment, target), ...wrongShares(environment, target.traffic)];
  });

function unknownVersions(environment: EnvironmentPlace, { kind, traffic }: Extract<TargetConfig, { traffic: unknown }>): SlipwayError[] {
  const { form, example } = VERSION_FORMS[kind];
  return Object.keys(traffic)
    .filter((version) => version !== "new" && !form.test(version))
    .map((version) =>
      mistake(environment, ["target", "traffic", version], {
        code: "TARGET_VERSION_UNPINNED",
        expected: `"new" or a version that stays what it is: ${example}`,
        got: version,
        fix: 'name the version, so that a rollback can name it too; "new" is the one that this configuration makes',
      }),
    );
}

function wrongShares(environment: EnvironmentPlace, traffic: Readonly<Record<string, number>>): SlipwayError[] {
  const shares = Object.values(traffic);
  const sum = shares.reduce((total, share) => total + share, 0);
  const problem =
    shares.length === 0 || shares.length > MAX_VERSIONS
      ? `${shares.length} versions`
      : shares.some((share) => share <= 0 || share > 1)
        ? `a share of ${shares.find((share) => share <= 0 || share > 1)}`
        : Math.abs(sum - 1) > ROUNDING
          ? `shares that make ${Number(sum.toFixed(6))}`
          : undefined;
  if (problem === undefined) return [];
  return [
    mistake(environment, ["target", "traffic"], {
      code: "TARGET_TRAFFIC_SHARES",
      expected: "one version with 1, or two with shares above 0 that make 1",
      got: problem,
      fix: 'write { new: 1 }, or for instance { "6": 0.9, new: 0.1 }',
    }),
  ];
}
