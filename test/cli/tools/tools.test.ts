import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipelineIdentity } from "../../../cli/providers/pipeline-identity";
import { install } from "../../../cli/tools/install";
import { TOOLS, type Tool } from "../../../cli/tools/table";
import { unzip } from "../../../cli/tools/unzip";

/** Three files by Python's zipfile: two deflated, `bin/tool` is a script that says "it runs" fifty times, and `stored`. */
const ARCHIVE =
  "UEsDBBQAAAAIAAAAIVCGG2KdDgAAAFICAAALAAAATElDRU5TRS50eHQrzy9KKVYoHyVHSSqRAFBLAwQUAAAACAAAACFQAFVMvB4AAACUAgAACAAAAGJpbi90b29sU1bUT8rM0y/O4EpNzshXyCxRKCrNKx7ljHIGjgMAUEsDBBQAAAAAAAAAIVCzJE6WCAAAAAgAAAAGAAAAc3RvcmVkYXMgaXQgaXNQSwECFAMUAAAACAAAACFQhhtinQ4AAABSAgAACwAAAAAAAAAAAAAAgAEAAAAATElDRU5TRS50eHRQSwECFAMUAAAACAAAACFQAFVMvB4AAACUAgAACAAAAAAAAAAAAAAAgAE3AAAAYmluL3Rvb2xQSwECFAMUAAAAAAAAACFQsyROlggAAAAIAAAABgAAAAAAAAAAAAAAgAF7AAAAc3RvcmVkUEsFBgAAAAADAAMAowAAAKcAAAAAAA==";
const archive = Buffer.from(ARCHIVE, "base64");
let folder: string;
let server: Server;
let address: string;
let asked: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tools-"));
  server = createServer((request, response) => {
    asked.push(request.url!);
    if (request.url === "/moved.zip") response.writeHead(302, { location: "/tool.zip" }).end();
    else if (request.url === "/tool.zip") response.end(archive);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true, force: true });
});

const tool = (more: Partial<Tool> = {}): Tool => ({
  ...{ name: "tool", version: "1.2.3", url: `${address}/moved.zip`, path: "bin/tool", asks: "version" },
  sha256: createHash("sha256").update(archive).digest("hex"),
  ...more,
});

test("a program is fetched once, held to its checksum, and can be run", async () => {
  const to = join(folder, "once");
  const first = await install(tool(), to);
  expect(first).toMatchObject({ done: "installed", folder: expect.stringMatching(/tool-1\.2\.3-[0-9a-f]{12}$/) });
  const file = join(first.folder!, "tool");
  expect(execFileSync(file, { encoding: "utf8" })).toMatch(/^(it runs\n){50}$/);
  expect(statSync(file).mode & 0o777).toBe(0o755);
  expect(await install(tool(), to)).toMatchObject({ done: "was there", folder: first.folder });
  expect(asked).toEqual(["/moved.zip", "/tool.zip"]);
});

test.each([
  ["Tool v1.2.3\non linux_amd64", "on PATH"],
  ["git hash: v1.2.3/0f", "on PATH"],
  ["Tool v1.2.30", "installed"],
  ["Tool v1.2.3-rc1", "installed"],
])("one on PATH that says %j: %s", async (says, done) => {
  const bin = mkdtempSync(join(folder, "bin-"));
  writeFileSync(join(bin, "tool"), `#!/bin/sh\n[ "$1" = version ] && printf '%s' '${says}'\n`, { mode: 0o755 });
  const before = process.env.PATH;
  process.env.PATH = `${bin}:${before}`;
  try {
    expect(await install(tool(), mkdtempSync(join(folder, "to-")))).toMatchObject({ done });
  } finally {
    process.env.PATH = before;
  }
});

test.each<[Partial<Tool>, RegExp]>([
  [{ sha256: "0".repeat(64) }, /expected the sha256 0{64}, got [0-9a-f]{64}\. Do not use it\./],
  [{ path: "bin/other" }, /expected bin\/other in the archive, got none\. Correct its path/],
  [{ url: "/gone.zip" }, /expected HTTP 200, got HTTP 404\. Let the machine reach/],
  [{ url: "http://127.0.0.1:1/x.zip" }, /expected an archive, got .*Let the machine reach/],
])("%j is refused, and leaves nothing", async (more, message) => {
  const to = join(folder, "refused");
  const url = more.url?.startsWith("/") ? address + more.url : more.url;
  await expect(install(tool({ ...more, ...(url && { url }) }), to)).rejects.toThrow(message);
  expect(existsSync(to) ? readdirSync(to) : []).toEqual([]);
});

test("what is no archive is told", () => {
  expect(unzip(archive, "stored")?.toString()).toBe("as it is");
  expect(() => unzip(Buffer.from("<html>"), "x")).toThrow("expected its directory at the end, got none");
  const odd = Buffer.from(archive);
  const entry = odd.lastIndexOf("stored") - 46;
  odd.writeUInt16LE(12, entry + 10);
  expect(() => unzip(odd, "stored")).toThrow("got method 12");
});

test("each program has a checksum, and its address names its version", () => {
  for (const { version, url, sha256 } of TOOLS)
    expect([url, sha256]).toEqual([expect.stringContaining(version), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(TOOLS.map((t) => t.name)).toEqual(["terraform", "kubelogin"]);
});

test("in a step that acts through a service connection Terraform is that identity; elsewhere who is signed in", () => {
  const step = { AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "c", AZURESUBSCRIPTION_CLIENT_ID: "i", AZURESUBSCRIPTION_TENANT_ID: "t" };
  expect(pipelineIdentity({ ...step, SYSTEM_ACCESSTOKEN: "secret" })).toEqual({
    ARM_USE_OIDC: "true",
    ARM_USE_CLI: "false",
    ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "c",
    ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: "c",
    ARM_CLIENT_ID: "i",
    ARM_TENANT_ID: "t",
  });
  expect(pipelineIdentity({})).toEqual({});
  expect(pipelineIdentity({ ...step, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "" })).toEqual({});
  expect(pipelineIdentity({ ...step, ARM_USE_OIDC: "false" })).toEqual({});
  expect(() => pipelineIdentity(step)).toThrow("SYSTEM_ACCESSTOKEN: expected the job's token");
});

test("terraform is run as that identity", async () => {
  const bin = join(folder, "bin");
  const seen = join(folder, "seen");
  execFileSync("mkdir", [bin]);
  writeFileSync(join(bin, "terraform"), `#!/bin/sh\nenv > ${seen}\n`, { mode: 0o755 });
  const before = { ...process.env };
  Object.assign(process.env, { PATH: `${bin}:${process.env.PATH}`, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "c", SYSTEM_ACCESSTOKEN: "s" });
  try {
    const { terraform } = await import("../../../cli/providers/terraform");
    await terraform(folder, ["version"]);
  } finally {
    process.env = before;
  }
  expect(readFileSync(seen, "utf8")).toMatch(/^ARM_USE_OIDC=true$/m);
});
