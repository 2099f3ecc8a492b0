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
