// Plays random sequences of launches, crashes and rollbacks against the engine for as long as asked: npm run soak -- --minutes 30.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write("soak: --minutes wants a number above 0\n");
  process.exit(2);
}
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const jest = join(root, "node_modules/jest/bin/jest.js");
const { status } = spawnSync(process.execPath, [jest, "test/launch/engine-property"], {
  cwd: root,
  env: { ...process.env, SLIPWAY_SOAK_MINUTES: String(minutes), ...(values.seed === undefined ? {} : { SLIPWAY_SEED: values.seed }) },
  stdio: "inherit",
});
process.exit(status ?? 1);
