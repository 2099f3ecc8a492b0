import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { behind, updatesText } from "../../../cli/updates/newer";
import { newerPackages } from "../../../cli/updates/packages";
import { newerProviders } from "../../../cli/updates/providers";

let folder: string;
let server: Server;
let registry: string;
const NEWEST: Readonly<Record<string, string>> = {
  "/v1/providers/hashicorp/azurerm": '{"version":"4.60.0"}',
  "/v1/providers/azure/azapi": '{"version":"2.12.0"}',
  "/v1/providers/odd/one": "<html>",
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "updates-"));
  server = createServer((request, response) => {
    const found = NEWEST[request.url!];
    response.writeHead(found === undefined ? 404 : 200).end(found);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ["1.2.3", "2.0.0", "major"],
  ["1.2.3", "1.10.0", "minor"],
  ["1.2.9", "1.2.10", "patch"],
  ["1.2.3", "1.2.3", undefined],
  ["2.0.0", "1.9.9", undefined],
  ["1.5.5-r.5", "1.5.6-r.1", "patch"],
])("%s is behind %s by a %s step", (pinned, newest, step) => {
  expect(behind(pinned, newest)).toBe(step);
});

test("providers are compared with what the registry calls their newest version", async () => {
  const pinned = {
    azurerm: { source: "registry.terraform.io/hashicorp/azurerm", version: "4.55.0" },
    azapi: { source: "Azure/azapi", version: "2.12.0" },
  };
  expect(await newerProviders(pinned, registry)).toEqual([
    { kind: "provider", name: "registry.terraform.io/hashicorp/azurerm", pinned: "4.55.0", newest: "4.60.0" },
  ]);
  const one = (source: string, at = registry) => newerProviders({ x: { source, version: "1.0.0" } }, at);
  await expect(one("no/such")).rejects.toThrow("expected the newest version, got HTTP 404. Run it where the registry can be reached");
  await expect(one("odd/one")).rejects.toThrow("got something else");
  await expect(one("odd/one", "http://127.0.0.1:9")).rejects.toThrow("expected the newest version, got ");
});

/** An npm that says something and ends so. */
function npm(says: string, code: number): NodeJS.ProcessEnv {
  const bin = mkdtempSync(join(folder, "bin-"));
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "npm"), `#!/bin/sh\ncat <<'END'\n${says}\nEND\nexit ${code}\n`);
  chmodSync(join(bin, "npm"), 0o755);
  return { PATH: `${bin}:${process.env.PATH}` };
}

test("packages are those that npm calls outdated", async () => {
  const says = { "a-package": { current: "1.0.0", wanted: "1.0.0", latest: "2.1.0" }, absent: { wanted: "1.0.0", latest: "1.0.0" } };
  const newer = await newerPackages(npm(JSON.stringify(says), 1));
  expect(newer).toEqual([{ kind: "package", name: "a-package", pinned: "1.0.0", newest: "2.1.0" }]);
  expect(updatesText(newer)).toContain("| package | a-package | 1.0.0 | 2.1.0 | major |");
  expect(await newerPackages(npm("", 0))).toEqual([]);
  expect(updatesText([])).toBe("**Everything is of the newest version.**\n");
  await expect(newerPackages(npm('{"error":{"summary":"request to the registry failed"}}', 1))).rejects.toThrow(
    "request to the registry failed",
  );
  await expect(newerPackages(npm("half", 1))).rejects.toThrow('expected JSON, got "half');
});
