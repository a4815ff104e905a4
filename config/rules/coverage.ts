import { METRICS_REGION } from "../names.ts";
import type { WaiverConfig } from "../schema/waivers.ts";
import { blindSpotsOf } from "../watch/blind-spots.ts";
import { coverageOf } from "../watch/coverage.ts";
import { DETECTION_TARGET_SECONDS, detectionOf } from "../watch/detection.ts";
import { isLive } from "./limits.ts";
import { isTooSlow, outsideMonitors, secondsBetween } from "./monitors.ts";
import { type EnvironmentPlace, mistake, type Rule, type World } from "./world.ts";

const liveOnes = ({ environments }: World): readonly EnvironmentPlace[] => environments.filter(({ name }) => isLive(name));
const dayOf = (now: Date | undefined): string | undefined => now?.toISOString().slice(0, 10);

/** No cell of the matrix is empty. */
export const everythingWatched: Rule = (world) =>
  liveOnes(world).flatMap((environment) =>
    coverageOf(environment, dayOf(world.now)).flatMap(({ kind, because, monitors, waiver }) => {
      if (monitors.length > 0 || waiver !== undefined) return [];
      const expired = environment.config.waivers.find(({ of }) => of === kind);
      return mistake(environment, ["monitors"], {
        code: "MONITOR_MISSING",
        expected: `a monitor of kind ${kind}, because ${because}`,
        got: expired === undefined ? "none" : `none, and a waiver that expired on ${expired.expires}`,
        fix: "add one, or a waiver that somebody else approves",
      });
    }),
  );

/** What no monitor would notice. */
export const outagesSeen: Rule = (world) =>
  liveOnes(world).flatMap((environment) =>
    blindSpotsOf(environment, world.configs.account.config).flatMap(({ outage, breaks, wanted, seenBy }) => {
      if (seenBy.length > 0 || outsideMonitors(environment).length === 0) return [];
      return mistake(environment, ["monitors"], {
        code: "OUTAGE_UNSEEN",
        expected: wanted,
        got: `nobody who notices when ${breaks} (${outage})`,
        fix: "add such a monitor beside those that stay green",
      });
    }),
  );

/** A health check that any redirect satisfies. */
export const healthMeansText: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    outsideMonitors(environment).flatMap(({ key, monitor }) => {
      if (monitor.via !== "route53" || monitor.contains !== undefined) return [];
      return mistake(environment, ["monitors", key, "contains"], {
        code: "MONITOR_SATISFIED_BY_REDIRECT",
        expected: "a text that only a healthy answer holds",
        got: "none: every status from 200 to 399 is healthy",
        fix: "add contains",
      });
    }),
  );

export const outagesSeenInTime: Rule = ({ environments }) =>
  environments.flatMap((environment) =>
    outsideMonitors(environment).flatMap(({ key, monitor }) => {
      if (isTooSlow(monitor)) return []; // said of its interval
      const intervalSeconds = secondsBetween(monitor);
      const { seconds, sum } = detectionOf({
        key,
        kind: monitor.kind,
        means: monitor.via,
        intervalSeconds,
        failuresBeforeAlarm: monitor.failuresBeforeAlarm,
      });
      if (seconds <= DETECTION_TARGET_SECONDS) return [];
      return mistake(environment, ["monitors", key], {
        code: "OUTAGE_SEEN_LATE",
        expected: `an outage noticed within ${DETECTION_TARGET_SECONDS / 60} minutes`,
        got: `${Math.ceil(seconds / 60)} minutes (${sum})`,
        fix: "look more often, or ask for fewer failures in a row",
      });
    }),
  );

/** Monitors in the account's own region fall silent with it. Source: readiness row 113. */
export const monitorsElsewhere: Rule = ({ environments, configs }) =>
  environments.flatMap((environment) => {
    const { region } = configs.account.config.aws;
    const all = outsideMonitors(environment);
    if (region !== METRICS_REGION || environment.config.target.kind === "existing-origin" || all.length === 0) return [];
    if (all.some(({ monitor }) => monitor.via !== "canary")) return [];
    return mistake(environment, ["monitors"], {
      code: "MONITORS_FAIL_WITH_PRODUCT",
      expected: `a monitor outside ${region}`,
      got: `${all.map(({ key }) => key).join(", ")}, which run where the product runs`,
      fix: "add a health check of Route 53, which asks from several continents",
    });
  });

export const waiversSound: Rule = (world) => {
  const today = dayOf(world.now);
  return world.environments.flatMap((environment) => {
    const { waivers, launchOn } = environment.config;
    const approvers = new Set(environment.launch.people.approvers.map(({ id }) => id.toLowerCase()));
    const wrong = (index: number, field: string, parts: { code: WaiverCode; expected: string; got: string; fix: string }) =>
      mistake(environment, ["waivers", String(index), field], parts);
    return waivers.flatMap((waiver, index) => [
      ...(isSelfApproved(waiver)
        ? [
            wrong(index, "approver", {
              code: "WAIVER_SELF_APPROVED",
              expected: "somebody else than the requester",
              got: waiver.approver,
              fix: "have another approver agree to it",
            }),
          ]
        : approvers.has(waiver.approver.toLowerCase())
          ? []
          : [
              wrong(index, "approver", {
                code: "WAIVER_APPROVER_UNKNOWN",
                expected: `one of the approvers ${[...approvers].join(", ")}`,
                got: waiver.approver,
                fix: "have one of them agree to it",
              }),
            ]),
      ...(launchOn !== undefined && waiver.expires > launchOn
        ? [
            wrong(index, "expires", {
              code: "WAIVER_PAST_LAUNCH",
              expected: `a day up to the launch on ${launchOn}`,
              got: waiver.expires,
              fix: "watch it before the launch: what is secured after onboarding is secured too late",
            }),
          ]
        : []),
      ...(launchOn === undefined && isLive(environment.name)
        ? [
            wrong(index, "expires", {
              code: "WAIVER_PAST_LAUNCH",
              expected: "an environment that says with launchOn when it is launched",
              got: "none",
              fix: "add launchOn; no waiver outlives it",
            }),
          ]
        : []),
      ...(today !== undefined && waiver.expires < today
        ? [
            wrong(index, "expires", {
              code: "WAIVER_EXPIRED",
              expected: `a day from ${today} on`,
              got: waiver.expires,
              fix: "remove it, and watch what it stood for",
            }),
          ]
        : []),
    ]);
  });
};

type WaiverCode = "WAIVER_SELF_APPROVED" | "WAIVER_APPROVER_UNKNOWN" | "WAIVER_PAST_LAUNCH" | "WAIVER_EXPIRED";

function isSelfApproved({ requester, approver }: WaiverConfig): boolean {
  return requester.toLowerCase() === approver.toLowerCase();
}

/** A waiver for what is watched, or is not there, hides the day on which it is needed. */
export const waiversNeeded: Rule = (world) =>
  world.environments.flatMap((environment) => {
    const rows = coverageOf(environment);
    return environment.config.waivers.flatMap(({ of }, index) => {
      const row = rows.find(({ kind }) => kind === of);
      if (row !== undefined && row.monitors.length === 0) return [];
      return mistake(environment, ["waivers", String(index), "of"], {
        code: "WAIVER_UNUSED",
        expected: "a kind that would have to be watched and is not",
        got: row === undefined ? `${of}, which the environment does not have` : `${of}, watched by ${row.monitors.join(", ")}`,
        fix: "remove the waiver",
      });
    });
  });
