/** Suites that need nothing but node, terraform and ssh-keygen. Types are checked by tsc, not here. */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/real/"],
  globalSetup: "<rootDir>/test/global-setup.cjs",
  transform: {
    "^.+\\.tsx?$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } }],
  },
  moduleNameMapper: { "^slipway/config$": "<rootDir>/config/define.ts" },
  // most suites wait for terraform most of the time
  maxWorkers: 3,
  testTimeout: 120_000,
};
