import { keepPredictions, logBlobs } from "../../../model-code/adapters/prediction-log/read-predictions";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { predictionOf } from "../../support/prediction-rows";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

const digest = "aa".repeat(32);
const blob = (model: string, day: string, ...ids: string[]) =>
  azurite.store.put(
    "predictions",
    `${model}/predictions/date=${day}/w-1.jsonl`,
    ids.map((id) => `${JSON.stringify(predictionOf({ id, digest, model }))}\n`).join(""),
  );

test("days are listed one by one, so that what lies on others costs nothing", async () => {
  for (const day of ["2009-03-31", "2009-04-01", "2009-04-02", "2009-04-03"]) await blob("days", day, day);
  const list = jest.spyOn(azurite.store, "list");
  const names = await logBlobs(azurite.store, "days", "predictions", { from: "2009-03-31", to: "2009-04-02" });
  const asked = list.mock.calls.map(([, prefix]) => prefix);
  list.mockRestore();
  const at = (day: string) => `days/predictions/date=${day}/`;
  expect(asked).toEqual(["2009-03-31", "2009-04-01", "2009-04-02"].map(at));
  expect(names).toEqual(["2009-03-31", "2009-04-01", "2009-04-02"].map((day) => `${at(day)}w-1.jsonl`));
  const all = await logBlobs(azurite.store, "days", "predictions", { from: "2000-01-01", to: "2009-04-01" });
  expect(all).toEqual(["2009-03-31", "2009-04-01"].map((day) => `${at(day)}w-1.jsonl`));
  expect(await logBlobs(azurite.store, "days", "predictions", { from: "2009-04-02", to: "2009-04-01" })).toEqual([]);
});

test("of each record is kept what is asked for, once", async () => {
  await blob("kept", "2009-04-01", "a/0", "b/0");
  await blob("kept", "2009-04-02", "b/0", "c/0");
  const kept = await keepPredictions(azurite.store, "kept", { from: "2009-04-01", to: "2009-04-02" }, ({ id, arm, time }) =>
    id === "a/0" ? undefined : { id, arm, time },
  );
  const time = "2009-04-01T21:00:00.000Z";
  expect(kept).toEqual([
    { id: "b/0", arm: "stable", time },
    { id: "c/0", arm: "stable", time },
  ]);
});
