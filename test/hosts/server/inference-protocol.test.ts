import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { putFolder } from "../../../model-code/adapters/blob-store/folders";
import { PACKAGE_FILES } from "../../../model-code/core/package/layout";
import type { RunningServer } from "../../../model-code/hosts/server/start";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { get, manifestOf, post, probabilityOf, release, startScorer, storePackage, writePackage } from "../../support/scorer";

let azurite: TestAzurite;
let server: RunningServer;
let stable: string;
let candidate: string;
beforeAll(async () => {
  azurite = await startAzurite();
  [stable, candidate] = await Promise.all([storePackage(azurite.store), storePackage(azurite.store, {}, -3)]);
  await release(azurite.store, manifestOf(stable, { digest: candidate, mode: "canary", weight: 0.001, step: 0 }));
  server = await startScorer(azurite.location, azurite.folder);
});
afterAll(async () => {
  await server.stop();
  await azurite.stop();
});

const read = (path: string) => get(server.address, path);
const numbers = { name: "numbers", datatype: "FP32", shape: [2, 2], data: [12, 3, 8, 4] };
const colours = { name: "categories", datatype: "BYTES", shape: [2, 1], data: ["red", "blue"] };
const EXPECTED = [probabilityOf(12, "red"), probabilityOf(8, "blue")];

test("server and models say whether they live and are ready, and what they take", async () => {
  expect(await (await read("/v2/health/live")).json()).toEqual({ live: true });
  expect(await (await read("/v2/health/ready")).json()).toMatchObject({ ready: true });
  expect(await (await read("/v2")).json()).toMatchObject({ name: expect.any(String), version: "2", extensions: ["binary_tensor_data"] });
  expect(await (await read("/v2/models/speeding")).json()).toEqual({
    name: "speeding",
    versions: [stable, candidate],
    platform: "onnxruntime_onnx",
    inputs: [
      { name: "numbers", datatype: "FP32", shape: [-1, 2] },
      { name: "categories", datatype: "BYTES", shape: [-1, 1] },
    ],
    outputs: [{ name: "probability", datatype: "FP32", shape: [-1, 1] }],
  });
  expect(await (await read("/v2/models/speeding/ready")).json()).toMatchObject({ name: "speeding", ready: true });
  expect((await read(`/v2/models/speeding/versions/${stable}`)).status).toBe(200);
});

test("tensors in JSON are scored", async () => {
  const response = await post(server.address, "/v2/models/speeding/infer", { id: "42", inputs: [numbers, colours] });
  const answer = await response.json();
  expect(answer).toMatchObject({ model_name: "speeding", model_version: stable, id: "42" });
  expect(answer.outputs[0]).toMatchObject({ name: "probability", datatype: "FP32", shape: [2, 1] });
  for (const [i, p] of EXPECTED.entries()) expect(answer.outputs[0].data[i]).toBeCloseTo(p, 6);
});

test("tensors in bytes are scored, and answered in bytes", async () => {
  const texts = Buffer.concat(["red", "blue"].map((t) => Buffer.concat([Buffer.from([t.length, 0, 0, 0]), Buffer.from(t)])));
  const floats = Buffer.from(Float32Array.from(numbers.data).buffer);
  const json = Buffer.from(
    JSON.stringify({
      inputs: [
        { ...numbers, data: undefined, parameters: { binary_data_size: floats.length } },
        { ...colours, data: undefined, parameters: { binary_data_size: texts.length } },
      ],
      outputs: [{ name: "probability", parameters: { binary_data: true } }],
    }),
  );
  const response = await fetch(`${server.address}/v2/models/speeding/infer`, {
    method: "POST",
    headers: { "inference-header-content-length": String(json.length), "content-type": "application/octet-stream" },
    body: Buffer.concat([json, floats, texts]),
  });
  const body = Buffer.from(await response.arrayBuffer());
  const length = Number(response.headers.get("inference-header-content-length"));
  expect(JSON.parse(body.subarray(0, length).toString()).outputs[0].parameters).toEqual({ binary_data_size: 8 });
  for (const [i, p] of EXPECTED.entries()) expect(body.readFloatLE(length + 4 * i)).toBeCloseTo(p, 6);
});

test("a version that is named answers, whatever the split", async () => {
  const answer = await (
    await post(server.address, `/v2/models/speeding/versions/${candidate}/infer`, { inputs: [numbers, colours] })
  ).json();
  expect(answer.model_version).toBe(candidate);
  expect(answer.outputs[0].data[0]).toBeCloseTo(probabilityOf(12, "red", -3), 6);
});

test.each([
  ["a model that is not here", "/v2/models/nobody/infer", { inputs: [] }, 404],
  ["a version that is not here", "/v2/models/speeding/versions/7/infer", { inputs: [] }, 404],
  ["no JSON", "/v2/models/speeding/infer", "{", 400],
  ["another shape", "/v2/models/speeding/infer", { inputs: [{ ...numbers, shape: [1, 4] }, colours] }, 400],
  [
    "a value that does not fit the contract",
    "/v2/models/speeding/infer",
    { inputs: [{ ...numbers, data: [1, null, 2, 3] }, colours] },
    400,
  ],
  ["nothing at this address", "/v2/nothing", {}, 404],
])("%s is told in the protocol's own words", async (_what, path, body, status) => {
  const response = await post(server.address, path, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: expect.any(String) });
});

test("an answer names one version, and all of its rows are that one's: the stable one's where one of them is", async () => {
  const folder = join(azurite.folder, "strict");
  writePackage(folder, {}, -3);
  const profile = JSON.parse(readFileSync(join(folder, PACKAGE_FILES.profile), "utf8"));
  // a canary that takes no missing speed
  profile.numbers[0].missingShare = 0;
  writeFileSync(join(folder, PACKAGE_FILES.profile), JSON.stringify(profile));
  const strict = (await putFolder(azurite.store, "models", "package", folder)).stored.digest;
  await release(azurite.store, manifestOf(stable, { digest: strict, mode: "canary", weight: 0.999, step: 0 }, { version: 2 }));
  await server.poll();
  const infer = async (data: (number | null)[]) =>
    (
      await post(server.address, "/v2/models/speeding/infer", { parameters: { key: "anna" }, inputs: [{ ...numbers, data }, colours] })
    ).json();
  const whole = await infer([12, 3, 8, 4]);
  expect(whole.model_version).toBe(strict);
  expect(whole.outputs[0].data[0]).toBeCloseTo(probabilityOf(12, "red", -3), 6);
  const mixed = await infer([12, 3, null, 4]);
  expect(mixed.model_version).toBe(stable);
  // a missing speed counts as the mean, 10
  for (const [i, p] of [probabilityOf(12, "red"), probabilityOf(10, "blue")].entries()) expect(mixed.outputs[0].data[i]).toBeCloseTo(p, 6);
});

test("the versions that are listed are those that can be asked: a shadow is none", async () => {
  const listed = async () => (await (await read("/v2/models/speeding")).json()).versions as readonly string[];
  const asked = async (version: string) => (await read(`/v2/models/speeding/versions/${version}`)).status;
  await release(azurite.store, manifestOf(stable, { digest: candidate, mode: "shadow" }, { version: 2 }));
  await server.poll();
  expect([await listed(), await asked(candidate)]).toEqual([[stable], 404]);
  await release(azurite.store, manifestOf(stable, { digest: candidate, mode: "canary", weight: 0.5, step: 0 }, { version: 3 }));
  await server.poll();
  expect([await listed(), await asked(candidate)]).toEqual([[stable, candidate], 200]);
});
