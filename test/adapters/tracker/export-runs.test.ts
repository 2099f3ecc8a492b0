import type { Patience } from "../../../model-code/adapters/blob-store/attempt";
import { BlobTracker } from "../../../model-code/adapters/tracker/blob-tracker";
import { exportRuns, SOURCE_RUN } from "../../../model-code/adapters/tracker/export-runs";
import { MlflowTracker } from "../../../model-code/adapters/tracker/mlflow-tracker";
import { startAzurite, type TestAzurite } from "../../support/azurite";
import { type FakeMlflow, startFakeMlflow } from "./fake-mlflow";

const NOW = 1_700_000_000_000;
const ONCE: Patience = { tries: 1, silentTries: 1, firstDelayMs: 1, idleMs: 2000 };

let azurite: TestAzurite;
let blob: BlobTracker;
let fake: FakeMlflow;
let mlflow: MlflowTracker;
beforeAll(async () => {
  azurite = await startAzurite();
  blob = new BlobTracker(azurite.store, () => NOW);
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  fake = await startFakeMlflow();
  mlflow = new MlflowTracker(fake.uri, () => NOW, { patience: ONCE });
});
afterEach(() => fake.stop());

const metrics = (count: number) => Array.from({ length: count }, (_, step) => ({ key: "loss", value: step / 3, step, timestamp: NOW }));

/** A run with everything in it. */
async function wholeRun(experiment: string, name = "run") {
  const run = await blob.startRun(experiment, { name, startTime: NOW - 1000, tags: { model: "m" } });
  await run.logParams({ a: "1", b: "2" });
  await run.logMetrics(metrics(10));
  await run.setTags({ stage: "done" });
  await run.logArtifact("card.md", new TextEncoder().encode(`card of ${name}`));
  await run.logArtifact("deep/plot.svg", new TextEncoder().encode("<svg/>"));
  return run;
}

/** A run without what the two sides name differently. */
async function comparable(tracker: BlobTracker | MlflowTracker, experiment: string, runId: string) {
  const { runId: _, tags, ...record } = await tracker.run(experiment, runId);
  const own = Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith("mlflow.") && key !== SOURCE_RUN));
  return { ...record, tags: own };
}

describe("exportRuns", () => {
  it("sends a run with all that belongs to it, and nothing the second time", async () => {
    const run = await wholeRun("all");
    await run.finish("FINISHED");
    expect(await exportRuns(blob, mlflow, ["all"])).toEqual({ sent: [run.runId], resumed: [], unchanged: [], withoutArtifacts: [] });

    const [there, ...more] = await mlflow.runs("all");
    expect(more).toEqual([]);
    expect(there?.tags[SOURCE_RUN]).toBe(run.runId);
    expect(await comparable(mlflow, "all", there!.runId)).toEqual(await comparable(blob, "all", run.runId));
    expect(new TextDecoder().decode(await mlflow.artifact("all", there!.runId, "card.md"))).toBe("card of run");

    const before = fake.requests.length;
    expect(await exportRuns(blob, mlflow, ["all"])).toEqual({ sent: [], resumed: [], unchanged: [run.runId], withoutArtifacts: [] });
    expect(fake.requests.slice(before).filter((r) => !/get-by-name|runs\/search/.test(r))).toEqual([]);
  });

  it("interrupted at any request, is taken up and leaves the same as an undisturbed one", async () => {
    const experiment = "interrupted";
    const run = await wholeRun(experiment);
    await run.finish("FAILED");
    const expected = await comparable(blob, experiment, run.runId);
    for (let broken = 1; ; broken++) {
      await fake.stop();
      fake = await startFakeMlflow();
      mlflow = new MlflowTracker(fake.uri, () => NOW, { patience: ONCE });
      fake.plan = (number) => (number === broken ? "lose" : undefined);
      const interrupted = await exportRuns(blob, mlflow, [experiment]).then(
        () => false,
        () => true,
      );
      fake.plan = () => undefined;
      const report = await exportRuns(blob, mlflow, [experiment]);
      expect(report.sent.length + report.resumed.length + report.unchanged.length).toBe(1);
      const there = await mlflow.runs(experiment);
      expect(there).toHaveLength(1);
      expect(await comparable(mlflow, experiment, there[0]!.runId)).toEqual(expected);
      if (!interrupted) break;
      expect(broken).toBeLessThan(50);
    }
  });

  it("follows a run that goes on, and sends no value twice", async () => {
    const run = await wholeRun("growing");
    expect((await exportRuns(blob, mlflow, ["growing"])).sent).toEqual([run.runId]);
    await run.logMetrics(metrics(20));
    await run.setTags({ stage: "later" });
    expect((await exportRuns(blob, mlflow, ["growing"])).resumed).toEqual([run.runId]);
    await run.finish("FINISHED", NOW + 5);
    expect((await exportRuns(blob, mlflow, ["growing"])).resumed).toEqual([run.runId]);
    expect((await exportRuns(blob, mlflow, ["growing"])).unchanged).toEqual([run.runId]);
    expect(fake.metricsReceived).toBe(20);
    const [there] = await mlflow.runs("growing");
    expect(await comparable(mlflow, "growing", there!.runId)).toEqual(await comparable(blob, "growing", run.runId));
  });

  it("says which runs left their artifacts behind", async () => {
    fake.artifactScheme = "s3:";
    const run = await wholeRun("behind");
    await run.finish("FINISHED");
    expect(await exportRuns(blob, mlflow, ["behind"])).toMatchObject({ sent: [run.runId], withoutArtifacts: [run.runId] });
  });

  it("goes the other way too, for all experiments", async () => {
    const run = await mlflow.startRun("from-mlflow", { name: "there" });
    await run.logMetrics(metrics(3));
    await run.finish("KILLED", NOW);
    await exportRuns(mlflow, blob);
    const [here] = await blob.runs("from-mlflow");
    expect(here?.tags).toEqual({ [SOURCE_RUN]: run.runId });
    expect(await comparable(blob, "from-mlflow", here!.runId)).toEqual(await comparable(mlflow, "from-mlflow", run.runId));
    expect((await exportRuns(mlflow, blob)).unchanged).toEqual([run.runId]);
  });
});
