import type { EnvironmentModel } from "../config/model.ts";
import type { RawConfigs } from "../config/raw.ts";
import { launchSchema } from "../config/schema/launch.ts";
import type { ErrorCode } from "../errors/catalogue.ts";

// The rehearsal's changes are made to the data of the configs, as an edit of the file would; nothing is written to disk.

export interface BadChange {
  readonly title: string;
  readonly raw: RawConfigs;
  /** What check has to say about it. */
  readonly code: ErrorCode;
}

/** What an environment can get wrong: its redirects, or, without any, where its watched host fetches from. */
export function badChange(raw: RawConfigs, environment: EnvironmentModel): BadChange {
  if (environment.redirects.length > 0) return { title: "a redirect loop", raw: redirectInCircle(raw, environment), code: "REDIRECT_LOOP" };
  const host = environment.monitors[0]?.host ?? environment.hosts[0]?.name ?? "";
  return { title: "a host that fetches from itself", raw: moveOrigin(raw, environment, host), code: "ORIGIN_LOOP" };
}

/** The target of the first redirect host becomes a redirect back to it. */
function redirectInCircle(raw: RawConfigs, environment: EnvironmentModel): RawConfigs {
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

/** The host that the first monitor watches, or the first one at all, is served by another origin. */
export function moveOrigin(raw: RawConfigs, environment: EnvironmentModel, origin: string): RawConfigs {
  return changeEnvironment(raw, environment, (config) => {
    const [key = ""] = [
      ...Object.values(config.monitors).flatMap((monitor) => ("host" in monitor ? [monitor.host] : [])),
      ...Object.keys(config.hosts),
    ];
    const host = config.hosts[key];
    if (host === undefined || host.kind === "redirect") return config;
    return { ...config, hosts: { ...config.hosts, [key]: { ...host, origin } } };
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
