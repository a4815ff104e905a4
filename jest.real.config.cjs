const base = require("./jest.config.cjs");

/** Suites that need more than the README's three tools; .ci/run installs what they need. */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/test/real/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // they wait for emulators most of the time; each has ports and folders of its own
  maxWorkers: 2,
  testTimeout: 300_000,
};
