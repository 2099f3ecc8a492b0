import { Kept } from "../../../../model-code/hosts/server/console/kept";

test("what was read is kept for a while, and one read serves all who ask", async () => {
  let time = 0;
  let reads = 0;
  const kept = new Kept(async () => ++reads, { now: () => time, freshMs: 100 });
  expect(await Promise.all([kept.get(), kept.get()])).toEqual([
    { value: 1, failure: null },
    { value: 1, failure: null },
  ]);
  time = 99;
  expect((await kept.get()).value).toBe(1);
  time = 100;
  expect((await kept.get()).value).toBe(2);
});

test("a failure leaves what was read before, is told, and is not asked for again at once", async () => {
  let time = 0;
  let reads = 0;
  const read = async () => {
    if (++reads === 2) throw new Error("away");
    return reads;
  };
  const kept = new Kept(read, { now: () => time, freshMs: 100 });
  await kept.get();
  time = 100;
  expect(await kept.get()).toEqual({ value: 1, failure: "away" });
  expect(await kept.get()).toEqual({ value: 1, failure: "away" });
  time = 200;
  expect(await kept.get()).toEqual({ value: 3, failure: null });
});

test("nobody waits longer than patience lasts; what comes late is there the next time", async () => {
  let answer = (_: string) => {};
  const slow = new Promise<string>((done) => {
    answer = done;
  });
  const kept = new Kept(() => slow, { now: () => 0, patienceMs: 5 });
  expect(await kept.get()).toEqual({ value: undefined, failure: "no answer yet" });
  answer("late");
  expect(await kept.get()).toEqual({ value: "late", failure: null });
});
