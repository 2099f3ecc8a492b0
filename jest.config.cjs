/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "<rootDir>/test/support/environment.cjs",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: { "^.+\\.[tj]sx?$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
  // an ES module, which Jest can't load as it is
  transformIgnorePatterns: ["/node_modules/(?!jose/)"],
  testTimeout: 120_000,
  maxWorkers: 2,
};
