import { join } from "node:path";
import { HttpRequest } from "@azure/functions";
import { putFolder } from "../../../model-code/adapters/blob-store/folders";
import { linesIn, logBlobs } from "../../../model-code/adapters/prediction-log/read-predictions";
import { openScorerHost, type ScorerHost } from "../../../model-code/hosts/function/scorer-host";
import { readFunctionConfig } from "../../../model-code/hosts/function/settings";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { linearPackage } from "../../support/linear-package";

let candidate = "";
/** Lets the candidate score. */
let open = (): void => {};
let gate: Promise<void> = Promise.resolve();
const shut = (): void => {
  gate = new Promise((resolve) => {
    open = resolve;
  });
};

jest.mock("../../../model-code/hosts/scorer/loaded-package", () => {
  const real = jest.requireActual("../../../model-code/hosts/scorer/loaded-package");
  const bringPackage: typeof real.bringPackage = async (...given: readonly unknown[]) => {
    const loaded = await real.bringPackage(...given);
    if (loaded.digest !== candidate) return loaded;
    return { ...loaded, score: (...asked: readonly unknown[]) => gate.then(() => loaded.score(...asked)) };
  };
  return { ...real, bringPackage };
});

let azurite: TestAzurite;
let host: ScorerHost;
beforeAll(async () => {
  azurite = await startAzurite();
  const put = async (name: string, title: string) => {
    const digest = await linearPackage(join(azurite.folder, name), { title });
    await putFolder(azurite.store, "models", "package", join(azurite.folder, name));
    return digest;
  };
  const stable = await put("stable", "Stable");
  candidate = await put("candidate", "Candidate");
  const manifest = { schema: 1, model: "linear", version: 1, state: "serving", stable, previous: null };
  const shadow = { ...manifest, candidate: { digest: candidate, mode: "shadow" }, since: "2009-04-01T00:00:00Z" };
  await azurite.store.put("releases", "linear.json", JSON.stringify(shadow));
  host = await openScorerHost(
    readFunctionConfig({
      MODELS: "linear",
      STORE_URL: azurite.location,
      CACHE_DIRECTORY: join(azurite.folder, "cache"),
      SPOOL_DIRECTORY: join(azurite.folder, "spool"),
      LOG_LEVEL: "silent",
      LOG_FLUSH_SECONDS: "600",
      DEVELOPMENT_WITHOUT_AUTH: "true",
      AZURE_FUNCTIONS_ENVIRONMENT: "Development",
    }),
  );
});
afterAll(() => azurite.stop());

const FEATURES = { a: 1, b: 2, c: "y" };
const ask = () =>
  host.http(
    new HttpRequest({
      method: "POST",
      url: "https://scorer.example.com/predict",
      body: { string: JSON.stringify({ features: FEATURES }) },
      headers: { "content-type": "application/json" },
    }),
  );
const today = () => new Date().toISOString().slice(0, 10);
const arms = async () => {
  const names = await logBlobs(azurite.store, "linear", "predictions");
  const lines = await Promise.all(names.map(async (name) => linesIn<{ arm: string }>(name, await azurite.store.get("predictions", name))));
  return lines
    .flat()
    .map((l) => l.arm)
    .sort();
};

test("who asks has the answer before the shadow has scored; who sends events knows that its line is kept, too", async () => {
  shut();
  expect(await ask()).toMatchObject({ status: 200 });
  expect(await arms()).toEqual(["stable"]);
  let isOver = false;
  const events = host.events("rows", [{ id: "1", day: today(), body: { features: FEATURES } }]).then(() => {
    isOver = true;
  });
  while ((await arms()).length < 2) await new Promise(setImmediate);
  expect([await arms(), isOver]).toEqual([["stable", "stable"], false]);
  open();
  await events;
  expect(await arms()).toEqual(["shadow", "shadow", "stable", "stable"]);
});

test("an app that ends waits for the shadow of what was answered", async () => {
  shut();
  expect(await ask()).toMatchObject({ status: 200 });
  const before = (await arms()).filter((arm) => arm === "shadow").length;
  const closed = host.close();
  open();
  await closed;
  expect((await arms()).filter((arm) => arm === "shadow").length).toBe(before + 1);
});
