const { execFileSync, spawnSync } = require("node:child_process");
const { join } = require("node:path");

/** The README's three: node runs this already. */
const TOOLS = [
  { names: ["terraform", "tofu"], args: ["version"], install: "Terraform 1.11 or newer, or OpenTofu 1.11 or newer" },
  { names: ["ssh-keygen"], args: ["-?"], install: "OpenSSH 8.2 or newer, which brings ssh-keygen" },
];

/** Says what is missing in one line instead of a hundred failing tests. */
function requireTools() {
  const missing = TOOLS.filter(({ names, args }) => names.every((name) => spawnSync(name, args, { stdio: "ignore" }).error !== undefined));
  for (const { names, install } of missing)
    process.stderr.write(`npm test: expected ${names.join(" or ")} on the PATH, got none; install ${install}\n`);
  if (missing.length > 0) process.exit(2);
}

/** Command-line tests run the compiled program; build it from the sources under test first. */
module.exports = () => {
  requireTools();
  execFileSync(process.execPath, [join(__dirname, "..", "scripts", "build.mjs")], { stdio: "inherit" });
};
