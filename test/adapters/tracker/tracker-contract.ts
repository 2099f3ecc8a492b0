import type { Tracker } from "../../../model-code/adapters/tracker/tracker";

/** The clock of the trackers under test. */
export const NOW = 1_700_000_000_000;

const bytes = (text: string) => new TextEncoder().encode(text);
const metric = (key: string, value: number, step = 0, timestamp = NOW) => ({ key, value, step, timestamp });

/**
 * What every tracker must do.
 * @param tracker asked for in each test
 * @param experiment a name that no other run of the suite uses
 */
export function itIsATracker(tracker: () => Tracker, experiment: (name: string) => string): void {
  it("gives back all that was logged", async () => {
    const name = experiment("Märkte / daily");
    const run = await tracker().startRun(name, { name: "first", startTime: NOW - 5000, tags: { model: "market-volatility" } });
    await run.logParams({ learner: "boosted-trees", empty: "", long: "x".repeat(6000) });
    await run.logMetrics([metric("loss/train", 0.5, 1), metric("loss/train", 0.25, 2), metric("auc", 1 / 3)]);
    await run.setTags({ stage: "tune" });
    await run.setTags({ stage: "done" });
    await run.logArtifact("plots/deep/a b%.svg", bytes("<svg/>"));
    await run.logArtifact("card.md", bytes("old"));
    await run.logArtifact("card.md", bytes("new"));
    await run.finish("FINISHED");

    const record = await tracker().run(name, run.runId);
    expect(record).toMatchObject({
      experiment: name,
      runId: run.runId,
      name: "first",
      status: "FINISHED",
      startTime: NOW - 5000,
      endTime: NOW,
      params: { learner: "boosted-trees", empty: "", long: "x".repeat(6000) },
      tags: { model: "market-volatility", stage: "done" },
      artifacts: ["card.md", "plots/deep/a b%.svg"],
    });
    expect(record.metrics).toEqual([metric("auc", 1 / 3), metric("loss/train", 0.5, 1), metric("loss/train", 0.25, 2)]);
    expect(new TextDecoder().decode(await tracker().artifact(name, run.runId, "card.md"))).toBe("new");
    expect(new TextDecoder().decode(await tracker().artifact(name, run.runId, "plots/deep/a b%.svg"))).toBe("<svg/>");
  });

  it("lists experiments and their runs by start", async () => {
    const name = experiment("listing");
    const late = await tracker().startRun(name, { name: "late", startTime: NOW });
    const early = await tracker().startRun(name, { name: "early", startTime: NOW - 1000 });
    await early.finish("FAILED", NOW + 1);
    expect(await tracker().experiments()).toContain(name);
    expect(await tracker().runs(name)).toMatchObject([
      { runId: early.runId, status: "FAILED", endTime: NOW + 1 },
      { runId: late.runId, name: "late", status: "RUNNING", endTime: undefined },
    ]);
    expect(await tracker().runs(experiment("absent"))).toEqual([]);
  });

  it("takes more than one batch holds, and loses none", async () => {
    const name = experiment("batches");
    const run = await tracker().startRun(name, { name: "big", tags: Object.fromEntries(numbered(150, (i) => [`tag${i}`, "t"])) });
    await run.logParams(Object.fromEntries(numbered(250, (i) => [`param${i}`, `${i} ${"ü".repeat(5000)}`])));
    await run.logMetrics(numbered(2500, (i) => metric("loss", i / 7, i)));
    const record = await tracker().run(name, run.runId);
    expect(Object.keys(record.params)).toHaveLength(250);
    expect(Object.keys(record.tags).filter((t) => t.startsWith("tag"))).toHaveLength(150);
    expect(record.metrics).toEqual(numbered(2500, (i) => metric("loss", i / 7, i)));
  });

  it("keeps values that JSON has no number for", async () => {
    const name = experiment("odd");
    const run = await tracker().startRun(name, { name: "odd" });
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0.1].map((value, step) => metric("loss", value, step));
    await run.logMetrics(odd);
    expect((await tracker().run(name, run.runId)).metrics).toEqual(odd);
  });

  it("counts a metric once that was logged twice", async () => {
    const name = experiment("twice");
    const run = await tracker().startRun(name, { name: "twice" });
    for (let i = 0; i < 2; i++) await run.logMetrics([metric("auc", 0.7), metric("auc", Number.NaN, 1)]);
    expect((await tracker().run(name, run.runId)).metrics).toHaveLength(2);
  });

  it("goes on with a run that another process began", async () => {
    const name = experiment("resumed");
    const { runId } = await tracker().startRun(name, { name: "resumed" });
    await (await tracker().resumeRun(name, runId)).logParams({ a: "1" });
    const again = await tracker().resumeRun(name, runId);
    await again.logParams({ a: "1", b: "2" });
    await expect(again.logParams({ a: "other" })).rejects.toMatchObject({ code: "BAD_INPUT" });
    await again.finish("KILLED");
    expect(await tracker().run(name, runId)).toMatchObject({ params: { a: "1", b: "2" }, status: "KILLED" });
    await expect(tracker().resumeRun(name, "absent")).rejects.toMatchObject({ code: expect.any(String) });
    await expect(tracker().run(name, "absent")).rejects.toMatchObject({ code: expect.any(String) });
  });

  it("refuses what no server would take, with every problem, and keeps none of it", async () => {
    const name = experiment("refused");
    const run = await tracker().startRun(name, { name: "refused" });
    await expect(run.logParams({ ok: "1", "a?": "", long: "x".repeat(6001) })).rejects.toMatchObject({
      code: "BAD_INPUT",
      problems: [{ where: 'param "a?"' }, { where: "param long", got: "6001" }],
    });
    await expect(run.setTags({ long: "x".repeat(5001) })).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(run.logMetrics([metric("a", 1, 0.5), metric("", 1)])).rejects.toMatchObject({ problems: [{ where: "metric a" }, {}] });
    for (const path of ["../x", "/x", "a//b"]) await expect(run.logArtifact(path, bytes("x"))).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(await tracker().run(name, run.runId)).toMatchObject({ params: {}, metrics: [], artifacts: [] });
    for (const bad of ["", " ", "..", "x".repeat(251)])
      await expect(tracker().startRun(bad, { name: "x" })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
}

const numbered = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
