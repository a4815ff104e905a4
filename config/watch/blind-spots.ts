import { METRICS_REGION } from "../names.ts";
import { matchesPath } from "../path-pattern.ts";
import { type MonitorPlace, outsideMonitors } from "../rules/monitors.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import type { CanaryStepConfig } from "../schema/canary.ts";

/** What a monitor's answer is judged by, and what lies between it and the product. */
interface Sight {
  readonly place: MonitorPlace;
  readonly environment: EnvironmentPlace;
  readonly account: AccountConfig;
}

/** One way in which a product can be down while something about it still looks well. */
interface Outage {
  readonly id: string;
  readonly breaks: string;
  /** Whether it can happen to this environment at all. */
  readonly canHappen: (environment: EnvironmentPlace, account: AccountConfig) => boolean;
  readonly sees: (sight: Sight) => boolean;
  /** The monitor that would see it. */
  readonly wanted: string;
}

const steps = ({ place: { monitor } }: Sight): readonly CanaryStepConfig[] =>
  monitor.via === "canary" && monitor.script.kind === "api" ? monitor.script.steps : [];
const isPage = ({ place: { monitor } }: Sight): boolean => monitor.via === "canary" && monitor.script.kind === "page";
/** Nobody here knows what such a script looks at. */
const isUnknown = ({ place: { monitor } }: Sight): boolean => monitor.via === "canary" && monitor.script.kind === "s3";
const isOn = (kind: string) => (sight: Sight) => sight.place.host?.kind === kind;
/** Looks for a text, so that a wrong page with a good status is no health. */
function reads(sight: Sight): boolean {
  const { monitor } = sight.place;
  return (
    isPage(sight) ||
    (monitor.via === "canary" ? steps(sight).some(({ contains }) => contains !== undefined) : monitor.contains !== undefined)
  );
}
/** Asks something that the edge may answer on its own for a while. */
function isCached(sight: Sight): boolean {
  const { place, environment } = sight;
  const { monitor, host } = place;
  if (monitor.via === "cloudflare") return false;
  const paths =
    monitor.via === "canary"
      ? monitor.script.kind === "api"
        ? monitor.script.steps.map(({ path }) => path)
        : [monitor.script.path]
      : [monitor.path];
  const cachedFiles = host?.kind === "web" ? (host.cache?.paths ?? []) : [];
  const cachedRoutes = Object.values(environment.launch.routes).filter((route) => route.cacheable && route.host === monitor.host);
  return paths.every((path) => cachedFiles.some((prefix) => path.startsWith(prefix)) || cachedRoutes.some((route) => route.path === path));
}
const comesThroughTheEdge = ({ place: { monitor } }: Sight): boolean => monitor.via !== "cloudflare";
const hasHost =
  (kind: string) =>
  ({ config }: EnvironmentPlace) =>
    Object.values(config.hosts).some((host) => host.kind === kind);
const hasRoute =
  (wanted: (route: EnvironmentPlace["launch"]["routes"][string]) => boolean) =>
  ({ launch, config }: EnvironmentPlace): boolean =>
    Object.values(launch.routes).some((route) => Object.hasOwn(config.hosts, route.host) && wanted(route));
const isPrivate = (sight: Sight, { method, path }: CanaryStepConfig): boolean =>
  Object.values(sight.environment.launch.routes).some(
    (route) =>
      route.auth === "session" && route.host === sight.place.monitor.host && route.method === method && matchesPath(route.path, path),
  );

const isWell = (status: number): boolean => status >= 200 && status < 300;

/**
 * Outages that a green monitor can hide.
 * Source: readiness section 5, item 6; Route 53 developer guide, how health checks work: 200 to 399 is healthy, and a text counts in the
 * first 5,120 bytes only (checked 2026-11-22).
 */
const OUTAGES: readonly Outage[] = [
  {
    id: "api-down",
    breaks: "the API is down while pages still come from the edge",
    canHappen: hasHost("api"),
    sees: (sight) => (isOn("api")(sight) && !isCached(sight)) || (isUnknown(sight) && isOn("api")(sight)),
    wanted: "a monitor of an uncached route of the API",
  },
  {
    id: "pages-down",
    breaks: "the pages are down while the API still answers",
    canHappen: hasHost("web"),
    sees: (sight) => isOn("web")(sight) && !isCached(sight),
    wanted: "a monitor of an uncached page",
  },
  {
    id: "redirected",
    breaks: "everything is answered with a redirect, to a login or a parking page",
    canHappen: () => true,
    sees: ({ place: { monitor } }) => monitor.via !== "route53" || monitor.contains !== undefined,
    wanted: "a canary, or contains in a health check: to Route 53 every status from 200 to 399 is healthy",
  },
  {
    id: "wrong-content",
    breaks: "an error page comes with status 200",
    canHappen: () => true,
    sees: (sight) => reads(sight) || isUnknown(sight),
    wanted: "contains, with a text that only a healthy answer holds",
  },
  {
    id: "late-content",
    breaks: "a page ends after its first 5,120 bytes",
    canHappen: hasHost("web"),
    sees: (sight) =>
      isPage(sight) ||
      (isOn("web")(sight) && (sight.place.monitor.via === "cloudflare" || steps(sight).some(({ contains }) => contains !== undefined))),
    wanted: "a canary of kind page: Route 53 reads no further",
  },
  {
    id: "scripts-broken",
    breaks: "a page loads and its scripts fail, so that visitors see nothing that works",
    canHappen: hasHost("web"),
    sees: (sight) => isPage(sight) || (isUnknown(sight) && isOn("web")(sight)),
    wanted: "a canary of kind page, which runs them",
  },
  {
    id: "login-refuses-everybody",
    breaks: "nobody can log in while everything answers",
    canHappen: hasRoute(({ limit }) => limit === "login"),
    sees: (sight) => isUnknown(sight) || steps(sight).some((step) => step.credentials !== undefined && isWell(step.status)),
    wanted: "a canary that logs in with the credentials of a synthetic user",
  },
  {
    id: "sessions-refused",
    breaks: "people log in and every call after that is refused",
    canHappen: hasRoute(({ auth }) => auth === "session"),
    sees: (sight) => isUnknown(sight) || steps(sight).some((step) => isWell(step.status) && isPrivate(sight, step)),
    wanted: "a canary that calls a route behind the login",
  },
  {
    id: "edge-refuses-visitors",
    breaks: "a rule or limit at the edge refuses real visitors",
    canHappen: () => true,
    sees: (sight) =>
      comesThroughTheEdge(sight) && !Object.values(sight.environment.config.waf.rules).some(({ action }) => action === "skip"),
    wanted: "a monitor that comes through the edge like everybody else, spared by no rule of action skip",
  },
  {
    id: "aws-down",
    breaks: `AWS is down in ${METRICS_REGION} or the account is closed, and product, monitors and alarms fall silent together`,
    canHappen: ({ config: { target } }, { aws }) => target.kind !== "existing-origin" && aws.region === METRICS_REGION,
    sees: ({ place: { monitor } }) => monitor.via === "cloudflare",
    wanted: "a monitor of another vendor: Cloudflare's own check writes its mails itself",
  },
];

/** An outage that a monitor sleeps through. */
export interface BlindSpot {
  readonly outage: string;
  readonly breaks: string;
  readonly wanted: string;
  /** Keys of the monitors that would notice; empty means that nobody does. */
  readonly seenBy: readonly string[];
  readonly unseenBy: readonly string[];
}

/** Every outage that can happen here, with who notices it and who stays green. Pure. */
export function blindSpotsOf(environment: EnvironmentPlace, account: AccountConfig): BlindSpot[] {
  const places = outsideMonitors(environment);
  return OUTAGES.filter(({ canHappen }) => canHappen(environment, account)).map(({ id, breaks, sees, wanted }) => {
    const seen = (place: MonitorPlace): boolean => sees({ place, environment, account });
    return {
      outage: id,
      breaks,
      wanted,
      seenBy: places.filter(seen).map(({ key }) => key),
      unseenBy: places.filter((place) => !seen(place)).map(({ key }) => key),
    };
  });
}
