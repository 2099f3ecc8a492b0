/** @type {import("jest").Config} */
module.exports = {
  globalSetup: "<rootDir>/test/support/run-begins.cjs",
  globalTeardown: "<rootDir>/test/support/run-ends.cjs",
  testSequencer: "<rootDir>/test/support/longest-first.cjs",
  testEnvironment: "<rootDir>/test/support/environment.cjs",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // whole runs of the lifecycle, killed and damaged in every way, take minutes: `npm run test:all` runs them, too
  testPathIgnorePatterns: ["/node_modules/", ...(process.env.TESTS === "all" ? [] : ["\\.long\\.test\\.ts$"])],
  transform: { "^.+\\.[tj]sx?$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  // an ES module, which Jest can't load as it is
  transformIgnorePatterns: ["/node_modules/(?!jose/)"],
  // a test's own world looks its globals up slowly: simulations spent a quarter of their time on finding Math
  sandboxInjectedGlobals: ["Math"],
  testTimeout: 120_000,
  // on two cores: many wait for a process, a store or a browser
  maxWorkers: 3,
};
