const base = require("./jest.config.cjs");

/** Suites that need more than the README's three tools; .ci/run installs what they need. */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/test/real/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
  testTimeout: 300_000,
};
