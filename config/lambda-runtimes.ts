/**
 * Managed runtimes of AWS Lambda with the day on which their support ends (deprecation date): from then on nobody patches them, and soon
 * after functions can no longer be created or updated. Retired runtimes are not listed, so that no config can name them.
 * Source: AWS Lambda developer guide, Lambda runtimes, supported runtimes (checked 2026-11-26).
 */
export const RUNTIME_ENDS = {
  "nodejs24.x": "2028-04-30",
  "nodejs22.x": "2027-04-30",
  "python3.14": "2029-06-30",
  "python3.13": "2029-06-30",
  "python3.12": "2028-10-31",
  java25: "2029-06-30",
  java21: "2029-06-30",
  "ruby3.4": "2028-03-31",
  "ruby3.3": "2027-03-31",
  dotnet10: "2028-11-14",
  dotnet8: "2026-11-10",
  "provided.al2023": "2029-06-30",
} as const satisfies Readonly<Record<string, string>>;

export type RuntimeName = keyof typeof RUNTIME_ENDS;

/** An object's keys are strings to the compiler; these are exactly the names above. */
export const RUNTIME_NAMES = Object.keys(RUNTIME_ENDS) as [RuntimeName, ...RuntimeName[]];
