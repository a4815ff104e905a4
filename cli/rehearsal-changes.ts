import type { EnvironmentModel } from "../config/model.ts";
import type { RawConfigs } from "../config/raw.ts";
import { launchSchema } from "../config/schema/launch.ts";

// The rehearsal's changes are made to the data of the configs, as an edit of the file would; nothing is written to disk.

/** The target of the first redirect host becomes a redirect back to it. */
export function redirectInCircle(raw: RawConfigs, environment: EnvironmentModel): RawConfigs {
  return changeEnvironment(raw, environment, (config) => {
    const entry = Object.entries(config.hosts).find(([, host]) => host.kind === "redirect");
    if (entry === undefined) return config;
    const [key, host] = entry;
    if (host.kind !== "redirect") return config;
    const target = config.hosts[host.to];
    if (target === undefined) return config;
    return { ...config, hosts: { ...config.hosts, [host.to]: { kind: "redirect", name: target.name, to: key, permanent: true } } };
  });
}

/** The host that the health check watches is served by another origin. */
export function moveOrigin(raw: RawConfigs, environment: EnvironmentModel, origin: string): RawConfigs {
  return changeEnvironment(raw, environment, (config) => {
    const host = config.hosts[config.health.host];
    if (host === undefined || host.kind === "redirect") return config;
    return { ...config, hosts: { ...config.hosts, [config.health.host]: { ...host, origin } } };
  });
}

type Environments = ReturnType<typeof launchSchema.parse>["environments"];
type Environment = Environments[string];

function changeEnvironment(
  raw: RawConfigs,
  { launch, environment }: EnvironmentModel,
  change: (config: Environment) => Environment,
): RawConfigs {
  const launches = raw.launches.map((file) => {
    const config = launchSchema.parse(file.data);
    const current = config.environments[environment];
    if (config.name !== launch || current === undefined) return file;
    return { ...file, data: { ...config, environments: { ...config.environments, [environment]: change(current) } } };
  });
  return { ...raw, launches };
}
