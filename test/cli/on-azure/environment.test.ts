import childProcess from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { addressOf, answering } from "../../../cli/on-azure/answering";
import { azureEnvironment, partsOf } from "../../../cli/on-azure/environment";
import { whoIsThis } from "../../../cli/who";
import { inProcess } from "../../support/in-process";
import { models, places, synthPlatform } from "../../support/platform";

test("an environment is where its stacks put it", () => {
  const { shared, environments } = places();
  const platform = synthPlatform();
  const named = (stack: string, type: string) => platform.all(type).flatMap((r) => (r.stack === stack ? [String(r.attributes.name)] : []));
  for (const env of environments) {
    const { store, packages, control } = partsOf(env, shared);
    const account = (url: string) => new URL(url).hostname.replace(".blob.core.windows.net", "");
    expect(named(`${env.name}-data`, "azurerm_storage_account")).toEqual([account(store)]);
    expect(named("shared", "azurerm_storage_account")).toEqual([account(packages)]);
    expect(named(`${env.name}-control`, "Microsoft.Web/sites")).toContain(control.name);
    expect(named(`${env.name}-foundation`, "azurerm_resource_group")).toContain(control.resourceGroup);
  }
});

test("ids that the files leave at zeros come from variables, the environment's own first", async () => {
  const [all, own] = ["1", "2"].map((n) => `${n.repeat(8)}-1111-1111-1111-111111111111`);
  const found = await azureEnvironment("dev", { AZURE_SUBSCRIPTION_ID: all, AZURE_SUBSCRIPTION_ID_DEV: own });
  expect(found.subscription).toBe(own);
  // another subscription has other names
  const { shared, environments } = places();
  const zeros = partsOf(environments.find((e) => e.name === "dev")!, shared);
  expect(found.store).not.toBe(zeros.store);
});

test("in a pipeline the audit says who started it, elsewhere who is at the keyboard", () => {
  const before = { ...process.env };
  try {
    Object.assign(process.env, { TF_BUILD: "True", BUILD_REQUESTEDFOREMAIL: "jane@example.com" });
    expect(whoIsThis()).toBe("jane@example.com");
    process.env.TF_BUILD = "";
    expect(whoIsThis()).not.toBe("jane@example.com");
  } finally {
    process.env = before;
  }
});

test("git is asked once who it is, however many commands say it in their help", async () => {
  const started = jest.spyOn(childProcess, "execFileSync");
  const { stdout } = await inProcess(["release", "start", "--help"]);
  expect(stdout.replace(/\s+/g, " ")).toContain(`(default: "${whoIsThis()}")`);
  expect(started.mock.calls.filter(([program]) => program === "git").length).toBeLessThanOrEqual(1);
  started.mockRestore();
});

const [volatility] = models.filter((m) => m.name === "market-volatility");
const env = (name: string) => places().environments.find((e) => e.name === name)!;

test("a model is asked where its callers find it: its app, its name behind the gateway, or nowhere", () => {
  expect(addressOf(env("dev"), volatility!)).toMatch(/^https:\/\/func-mlops-dev-market-volatility-[0-9a-z]{5}\.azurewebsites\.net$/);
  expect(addressOf(env("prod"), volatility!)).toBe("https://market-volatility.models.prod.example.com");
  const dev = env("dev");
  expect(addressOf({ ...dev, name: "lab" }, volatility!)).toBeUndefined();
});

test("one that slept is asked again, one that is not ready is told with what came", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(asked.length < 3 ? 503 : 200).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const slept: number[] = [];
  const patience = { minutes: 1, everySeconds: 15, sleep: async (ms: number) => slept.push(ms), now: () => slept.length * 15_000 };
  try {
    expect(await answering("m", address, patience)).toEqual({ model: "m", address, is: "ready" });
    expect([asked, slept]).toEqual([
      ["/v2/health/ready", "/v2/health/ready", "/v2/health/ready"],
      [15_000, 15_000],
    ]);
    asked.length = 0;
    expect(await answering("m", address, { ...patience, minutes: 0 })).toEqual({ model: "m", address, is: "not ready", got: "HTTP 503" });
  } finally {
    await new Promise((done) => server.close(done));
  }
  expect(await answering("m", address, { ...patience, minutes: 0 })).toMatchObject({
    is: "not ready",
    got: expect.stringMatching(/^(ECONNREFUSED|UND_ERR_SOCKET)$/),
  });
  expect(await answering("m", undefined, patience)).toEqual({ model: "m", address: undefined, is: "not asked" });
});

test("an environment that is not there is wrong use", async () => {
  expect(await inProcess(["smoke", "nowhere"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("expected one of dev, prod, staging"),
  });
});
