import type { Check } from "./check.ts";
import { ENVIRONMENT_CHECKS, ZONE_TARGET_CHECKS } from "./verify.ts";

/** The text of docs/checks.md: every promise that is checked from outside. */
export function checkReference(): string {
  return [
    "# Checks",
    "",
    "What `slipway apply` and `slipway verify` ask the outside world. Every answer is judged against the config, never against the plan. A server that does not answer gives `unknown`, which is neither a pass nor a fail.",
    "",
    "This page is generated: `npm run docs`.",
    "",
    "## `<launch>/<environment>`",
    "",
    ...table(ENVIRONMENT_CHECKS),
    "",
    "## `zone/<domain>`",
    "",
    ...table(ZONE_TARGET_CHECKS),
    "",
  ].join("\n");
}

function table(checks: readonly Pick<Check<never>, "id" | "source" | "businessRisk" | "disturbs">[]): string[] {
  return [
    "| check | what breaks if it fails | source |",
    "| --- | --- | --- |",
    ...checks.map(
      ({ id, source, businessRisk, disturbs }) =>
        `| \`${id}\`${disturbs ? " (asked last; breaks a limit on purpose)" : ""} | ${businessRisk} | ${source} |`,
    ),
  ];
}
