import { startAzurite, type TestAzurite } from "../../support/azurite";
import { GOOD, manifestOf, post, release, startScorer, storePackage } from "../../support/scorer";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

test.each([
  ["a row", "/predict", { features: GOOD }],
  ["a batch", "/predict/batch", { rows: [{ features: GOOD }, { features: GOOD }] }],
  [
    "the inference protocol",
    "/v2/models/speeding/infer",
    {
      inputs: [
        { name: "numbers", shape: [1, 2], datatype: "FP32", data: [12, 3] },
        { name: "categories", shape: [1, 1], datatype: "BYTES", data: ["red"] },
      ],
    },
  ],
])("who asks by %s has the answer before the shadow has scored", async (_, path, body) => {
  const [stable, digest] = await Promise.all([storePackage(azurite.store), storePackage(azurite.store, {}, -3)]);
  await release(azurite.store, manifestOf(stable, { digest, mode: "shadow" }));
  const server = await startScorer(azurite.location, azurite.folder);
  try {
    const candidate = server.context.models.get("speeding")!.serving!.candidate!;
    const { score } = candidate;
    let open = (): void => {};
    const answered = new Promise<void>((resolve) => {
      open = resolve;
    });
    Object.assign(candidate, { score: (...asked: Parameters<typeof score>) => answered.then(() => score(...asked)) });
    const { stats } = server.context.predictions;
    const answer = await post(server.address, path, body);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining(stable)]);
    const ofAnswer = server.context.predictions.stats.accepted - stats.accepted;
    open();
    await server.context.scorer.shadowsScored();
    expect(server.context.predictions.stats.accepted - stats.accepted).toBe(2 * ofAnswer);
    expect(ofAnswer).toBeGreaterThan(0);
  } finally {
    await server.stop();
  }
});
