import { secretName } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { EnvironmentValueModel } from "../target-model.ts";

/** Only an application that Slipway does not run has to look its variables up. */
export function environmentValuesOf({ launch, name, config }: EnvironmentPlace): EnvironmentValueModel[] {
  if (config.target.kind !== "existing-origin") return [];
  return Object.entries(config.target.environment).map(([variable, source]) => ({
    variable,
    parameterName: `/${launch.name}/${name}/${variable}`,
    value: "secret" in source ? secretName(launch.name, name, source.secret) : source.value,
    isSecretReference: "secret" in source,
  }));
}
