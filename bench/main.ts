import { checkCase } from "./cases/check.ts";
import { checkManyCase } from "./cases/check-many.ts";
import { applyCase, planCase } from "./cases/engine.ts";
import { mailCase, mailLaunchCase } from "./cases/mail.ts";
import { mailLiveCase } from "./cases/mail-live.ts";
import { rehearsalCase } from "./cases/rehearsal.ts";
import { reviewCase } from "./cases/review.ts";
import { synthCase } from "./cases/synth.ts";
import { synthGrowthCase } from "./cases/synth-growth.ts";
import type { BenchCase } from "./measure.ts";

const CASES: readonly BenchCase[] = [
  checkCase,
  checkManyCase,
  mailLaunchCase,
  mailCase,
  mailLiveCase,
  synthCase,
  synthGrowthCase,
  planCase,
  applyCase,
  reviewCase,
  rehearsalCase,
];

/** `npm run bench [words of a case's name]`: one JSON line for each case, on stdout. */
async function main(filter: string): Promise<void> {
  for (const each of CASES.filter((candidate) => candidate.name.includes(filter)))
    process.stdout.write(`${JSON.stringify(await each.run())}\n`);
}

void main(process.argv.slice(2).join(" "));
