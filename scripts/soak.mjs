// Plays random sequences of launches, crashes, drift and rollbacks against the engine for as long as asked, on the double and on real
// terraform side by side: npm run soak -- --minutes 30.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const USAGE = "usage: npm run soak -- --minutes <n> [--seed <n>]";

function wrong(what) {
  process.stderr.write(`soak: ${what}\n${USAGE}\n`);
  process.exit(2);
}

function numberIn(values, name, isGood) {
  const number = Number(values[name]);
  return isGood(number)
    ? number
    : wrong(`--${name}: expected ${name === "minutes" ? "a number above 0" : "a whole number"}, got ${values[name]}`);
}

let values;
try {
  const options = { minutes: { type: "string", default: "10" }, seed: { type: "string" }, help: { type: "boolean", short: "h" } };
  ({ values } = parseArgs({ options }));
} catch (error) {
  wrong(error.message);
}
if (values.help) {
  process.stdout.write(
    `${USAGE}\nEnds with 0 when every promise held, else prints the smallest sequence that broke one and the line that plays it again.\n`,
  );
  process.exit(0);
}
const minutes = numberIn(values, "minutes", (number) => number > 0 && Number.isFinite(number));
const seed = values.seed === undefined ? {} : { SLIPWAY_SEED: String(numberIn(values, "seed", Number.isInteger)) };
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const jest = join(root, "node_modules/jest/bin/jest.js");
const suites = ["test/launch/engine-property.test.ts", "test/rehearsal/engine-replay.test.ts"];
const { status } = spawnSync(process.execPath, [jest, "--maxWorkers", String(suites.length), ...suites], {
  cwd: root,
  env: { ...process.env, SLIPWAY_SOAK_MINUTES: String(minutes), ...seed },
  stdio: "inherit",
});
process.exit(status ?? 1);
