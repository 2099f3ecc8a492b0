import type { BlobStore } from "../../../model-code/adapters/blob-store/blob-store";
import { eachRecord, logBlobs } from "../../../model-code/adapters/prediction-log/read-predictions";
import type { PredictionRecord } from "../../../model-code/core/serving/prediction-record";
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

const blobOf = (model: string, day: string, part: string) =>
  azurite.store.put(
    "predictions",
    `${model}/predictions/date=${day}/${part}.jsonl`,
    `${JSON.stringify(predictionOf({ id: `${day}-${part}/0`, digest, model }))}\n`,
  );

test("whole months are listed at once, other days one by one, so that what lies on others costs nothing", async () => {
  for (const day of ["2009-03-31", "2009-04-01", "2009-04-02", "2009-04-03"]) await blob("days", day, day);
  const list = jest.spyOn(azurite.store, "list");
  const asked = async (from: string, to: string) => {
    list.mockClear();
    const names = await logBlobs(azurite.store, "days", "predictions", { from, to });
    return { names, prefixes: list.mock.calls.map(([, prefix]) => prefix!.replace("days/predictions/date=", "")) };
  };
  const at = (day: string) => `days/predictions/date=${day}/`;
  const { names, prefixes } = await asked("2009-03-31", "2009-04-02");
  expect(prefixes).toEqual(["2009-03-31/", "2009-04-01/", "2009-04-02/"]);
  const long = await asked("2009-01-31", "2009-04-01");
  expect(long.prefixes).toEqual(["2009-01-31/", "2009-02-", "2009-03-", "2009-04-01/"]);
  expect(long.names).toEqual(["2009-03-31", "2009-04-01"].map((day) => `${at(day)}w-1.jsonl`));
  expect((await asked("2008-12-01", "2009-02-28")).prefixes).toEqual(["2008-12-", "2009-01-", "2009-02-"]);
  list.mockRestore();
  expect(names).toEqual(["2009-03-31", "2009-04-01", "2009-04-02"].map((day) => `${at(day)}w-1.jsonl`));
  const all = await logBlobs(azurite.store, "days", "predictions", { from: "2000-01-01", to: "2009-04-01" });
  expect(all).toEqual(["2009-03-31", "2009-04-01"].map((day) => `${at(day)}w-1.jsonl`));
  expect(await logBlobs(azurite.store, "days", "predictions", { from: "2009-04-02", to: "2009-04-01" })).toEqual([]);
});

test("every record of these days is handed over, while a few blobs are held at most", async () => {
  for (let d = 1; d <= 9; d++) for (const part of ["a", "b", "c"]) await blobOf("each", `2009-05-0${d}`, part);
  let held = 0;
  let most = 0;
  const store: BlobStore = Object.assign(Object.create(azurite.store) as BlobStore, {
    get: async (container: "predictions", name: string) => {
      held++;
      most = Math.max(most, held);
      const blob = await azurite.store.get(container, name);
      held--;
      return blob;
    },
  });
  const ids: string[] = [];
  await eachRecord<PredictionRecord>(store, "each", "predictions", { from: "2009-05-02", to: "2009-05-08" }, (r) => void ids.push(r.id));
  const wanted = [2, 3, 4, 5, 6, 7, 8].flatMap((d) => ["a", "b", "c"].map((part) => `2009-05-0${d}-${part}/0`));
  expect(ids.sort()).toEqual(wanted);
  expect(most).toBeLessThanOrEqual(8);
});

test("a line that is no JSON, or has no end, is not passed over", async () => {
  for (const [day, text] of [
    ["2009-06-01", "{}\nbroken\n"],
    ["2009-06-02", "{}\n{}"],
  ] as const) {
    await azurite.store.put("predictions", `damaged/predictions/date=${day}/w-1.jsonl`, text);
    const read = eachRecord(azurite.store, "damaged", "predictions", { from: day, to: day }, () => {});
    await expect(read).rejects.toMatchObject({ code: "DAMAGED_BLOB" });
  }
});
