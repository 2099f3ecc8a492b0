import { ACCESS } from "../../../constructs/roles/access";
import { AuditLog } from "../../../model-code/adapters/audit/audit-log";
import { type FaultyProxy, startFaultyProxy } from "../../adapters/support/faulty-proxy";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { GOOD, get, manifestOf, post, release, startScorer, storePackage } from "../../support/scorer";

let azurite: TestAzurite;
let environment: FaultyProxy;
let packages: FaultyProxy;
beforeAll(async () => {
  azurite = await startAzurite();
  [environment, packages] = [await startFaultyProxy(azurite.location), await startFaultyProxy(azurite.location)];
});
afterAll(async () => {
  await Promise.all([environment.stop(), packages.stop()]);
  await azurite.stop();
});

const RIGHTS = { readBlobs: "reads", writeBlobs: "reads and writes" } as const;

/** What was done to which container, as a role must let it. */
function done({ requests }: FaultyProxy): Readonly<Record<string, string>> {
  const writes = new Map<string, boolean>();
  for (const request of requests) {
    const [method, path = ""] = request.split(" ");
    const container = path.split(/[/?]/)[2]!;
    writes.set(container, writes.get(container) === true || !["GET", "HEAD"].includes(method!));
  }
  return Object.fromEntries([...writes].map(([container, writing]) => [container, RIGHTS[writing ? "writeBlobs" : "readBlobs"]]));
}

test("all that the scorer does with stores is what the role table lets it, and it lets it no more", async () => {
  const digest = await storePackage(azurite.store);
  await release(azurite.store, manifestOf(digest));
  const audit = new AuditLog(azurite.store, () => new Date("2021-04-01T00:00:00Z"));
  await audit.append("speeding", { who: "jane", action: "start", why: "first", digest, manifest: null, evidence: null });

  const server = await startScorer(environment.location, azurite.folder, { PACKAGES_URL: packages.location });
  try {
    expect((await post(server.address, "/predict", { features: GOOD })).status).toBe(200);
    expect((await post(server.address, "/feedback", { prediction: "request-1/0", label: 1 })).status).toBe(200);
    const page = await get(server.address, "/");
    expect(await page.text()).toContain("first");
  } finally {
    await server.stop();
  }

  const zones = ACCESS.model.flatMap(({ may, on }) =>
    on.endsWith(" zone") && may !== "sendRows" ? [[on.replace(" zone", ""), RIGHTS[may]]] : [],
  );
  expect(done(environment)).toEqual(Object.fromEntries(zones));
  expect(done(packages)).toEqual({ models: RIGHTS[ACCESS.model.find((row) => row.on === "packages")!.may as "readBlobs"] });
});
