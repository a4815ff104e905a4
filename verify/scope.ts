import type { HostModel } from "../config/host-model.ts";
import type { EnvironmentModel, ZoneModel, ZoneSettingModel } from "../config/model.ts";

/** The part of a zone's model that can be seen from outside. */
export type ZonePromise = Pick<ZoneModel, "base" | "mail">;

/** What the checks of an environment are judged against: its own model, and its zone's. */
export interface EnvironmentScope {
  readonly environment: EnvironmentModel;
  readonly zone: ZonePromise;
}

export function hostsOf({ environment }: EnvironmentScope, ...kinds: readonly HostModel["kind"][]): readonly HostModel[] {
  return environment.hosts.filter(({ kind }) => kinds.includes(kind));
}

/** Every name a visitor can ask for, those that only redirect included. */
export function namesOf({ environment }: EnvironmentScope): readonly string[] {
  return [...environment.hosts.map(({ name }) => name), ...environment.redirects.map(({ from }) => from)];
}

export function settingOf({ base }: ZonePromise, settingId: ZoneSettingModel["settingId"]): ZoneSettingModel["value"] | undefined {
  return base.settings.find((setting) => setting.settingId === settingId)?.value;
}

/** An address that the host's own server answers: a page, or a public route of an API, which answers nothing else. */
export function servedUrl({ environment }: EnvironmentScope, { name, kind }: HostModel): string {
  const open = environment.routes.filter((route) => route.hostName === name && route.method === "GET" && route.auth === "public");
  const plain = open.map(({ path }) => path).filter((path) => !path.includes("{"));
  return `https://${name}${kind === "api" ? (plain[0] ?? "/") : "/"}`;
}
