import { secretName } from "../names.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { EnvironmentValueModel } from "../target-model.ts";

export function environmentValuesOf({ launch, name, config }: EnvironmentPlace): EnvironmentValueModel[] {
  return Object.entries(config.target.environment).map(([variable, source]) => ({
    variable,
    parameterName: `/${launch.name}/${name}/${variable}`,
    value: "secret" in source ? secretName(launch.name, name, source.secret) : source.value,
    isSecretReference: "secret" in source,
  }));
}
