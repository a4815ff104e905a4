import type { MonitorModel } from "../monitor-model.ts";
import type { EnvironmentPlace } from "../rules/world.ts";
import type { AccountConfig } from "../schema/account.ts";
import { type BlindSpot, blindSpotsOf } from "./blind-spots.ts";
import { type CoverageRow, coverageOf } from "./coverage.ts";
import { type Detection, detectionOf } from "./detection.ts";

/** Who notices what, and how soon. */
export interface WatchReport {
  readonly coverage: readonly CoverageRow[];
  readonly detection: readonly Detection[];
  readonly blindSpots: readonly BlindSpot[];
}

export function watchReportOf(environment: EnvironmentPlace, monitors: readonly MonitorModel[], account: AccountConfig): WatchReport {
  return {
    coverage: coverageOf(environment),
    detection: monitors.map(detectionOf),
    blindSpots: blindSpotsOf(environment, account),
  };
}
