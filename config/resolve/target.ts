import type { JobModel } from "../job-model.ts";
import { secretName } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { EnvironmentValueModel } from "../target-model.ts";
import { queueVariables } from "./jobs.ts";

/** Only an application that Slipway does not run has to look its variables up. */
export function environmentValuesOf({ launch, name, config }: EnvironmentPlace, jobs: readonly JobModel[]): EnvironmentValueModel[] {
  if (config.target.kind !== "existing-origin") return [];
  const parameterName = (variable: string): string => `/${launch.name}/${name}/${variable}`;
  return [
    ...Object.entries(config.target.environment).map(([variable, source]) => ({
      variable,
      parameterName: parameterName(variable),
      value: "secret" in source ? secretName(launch.name, name, source.secret) : source.value,
      isSecretReference: "secret" in source,
    })),
    ...queueVariables(jobs).map(({ variable, value }) => ({
      variable,
      parameterName: parameterName(variable),
      value,
      isSecretReference: false,
    })),
  ];
}
