import { SlipwayError } from "../errors/slipway-error.ts";

/** @throws SlipwayError OPTION_VALUE */
export function hoursOption(option: string, text: string, maxHours: number): number {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= maxHours) return hours;
  throw new SlipwayError({
    kind: "config",
    code: "OPTION_VALUE",
    where: option,
    expected: `a whole number from 1 to ${maxHours}`,
    got: JSON.stringify(text),
    fix: "give the number of hours the approval shall hold",
  });
}
