import { parse } from "yaml";
import { cloudInit } from "../../../../constructs/agents/cloud-init";

test("a machine starts with what a pipeline cannot bring itself, from a source whose key is named", () => {
  expect(cloudInit()).toMatch(/^#cloud-config\n/);
  const config = parse(cloudInit());
  expect(config.packages).toContain("azure-cli");
  for (const source of Object.values(config.apt.sources)) expect(source).toMatchObject({ keyid: expect.stringMatching(/^[0-9A-F]{40}$/) });
});
