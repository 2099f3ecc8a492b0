import { inOneRun } from "../../../model-code/hosts/scorer/in-one-run";

function busy(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

/** Runs in an immediate of its own, as onnxruntime does. */
const run = (rows: readonly number[]) =>
  new Promise<number[]>((resolve) =>
    setImmediate(() => {
      busy(5);
      resolve(rows.map((r) => 2 * r));
    }),
  );

test("of rows that are compared one in sixteen runs by itself, of others none", async () => {
  const score = inOneRun(run);
  const sizes = async (isCompared: boolean) =>
    (await Promise.all(Array.from({ length: 32 }, (_, i) => score(i, isCompared)))).map((ran) => [ran.rows, ran.value]);
  expect(await sizes(false)).toEqual(Array.from({ length: 32 }, (_, i) => [32, 2 * i]));
  expect(await sizes(true)).toEqual(Array.from({ length: 32 }, (_, i) => [i % 16 === 15 ? 1 : 30, 2 * i]));
});

test("a run is timed without what it waits for, whoever keeps the loop busy meanwhile", async () => {
  const score = inOneRun(run);
  const both = Promise.all([score(1), score(2)]);
  setImmediate(() => busy(60));
  const [first, second] = await both;
  expect([first.value, second.value]).toEqual([2, 4]);
  expect(first.milliseconds).toBe(second.milliseconds);
  expect(first.milliseconds).toBeGreaterThanOrEqual(5);
  expect(first.milliseconds).toBeLessThan(50);
});
