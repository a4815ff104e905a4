const { execFileSync } = require("node:child_process");
const { join } = require("node:path");

/** Command-line tests run the compiled program; build it from the sources under test first. */
module.exports = () => {
  execFileSync(process.execPath, [join(__dirname, "..", "scripts", "build.mjs")], { stdio: "inherit" });
};
