import { join } from "node:path";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { STEPS } from "../../model-code/core/lifecycle/steps";
import type { Bundle } from "../../model-code/hosts/bundle";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { builtBundle, digests, type Lab, openLab, sampleBars } from "../support/lab";

let azurite: TestAzurite;
let bundle: Bundle;
let lab: Lab;
let data: string;
let first: RunRecord;

beforeAll(async () => {
  [azurite, bundle] = await Promise.all([startAzurite(), builtBundle()]);
  lab = openLab();
  lab.model("ranges");
  data = lab.data("bars", {
    "bars.csv": sampleBars((symbol, date) => (symbol === "IBM" || symbol === "MSFT") && date >= "2006-01-01" && date < "2009-01-01"),
  });
  first = await lab.run(azurite.store, bundle, "ranges", data);
});
afterAll(async () => {
  lab.close();
  await azurite.stop();
});

const ran = (run: RunRecord) => run.steps.filter((s) => !s.reused).map((s) => s.step);
const run = (model = "ranges", more = {}) => lab.run(azurite.store, bundle, model, data, more);

test("takes bars through every step to a registered package", async () => {
  expect([first.status, first.reasons]).toEqual(["done", []]);
  expect(ran(first)).toEqual(STEPS.map((s) => s.name));
  const { package: digest } = digests(first);
  expect(await new BlobModelRegistry(azurite.store).list("ranges")).toMatchObject([{ version: 1, digest, gates: "passed" }]);
  const stored = (await azurite.store.list("models", `package/${digest}/`)).map((b) => b.name.split("/").slice(2).join("/"));
  expect(stored).toEqual([
    "MLmodel",
    "_manifest.json",
    "data-manifest.json",
    "evaluation.json",
    "input_example.json",
    "model-card.json",
    "model-card.md",
    "model-package.json",
    "model.onnx",
    "python_env.yaml",
    "reference-profile.json",
    "requirements.txt",
    "verdict.json",
  ]);
});

test("a second run does nothing again, and registers no second version", async () => {
  const second = await run();
  expect(ran(second)).toEqual([]);
  expect(digests(second)).toEqual(digests(first));
  expect(await new BlobModelRegistry(azurite.store).list("ranges")).toHaveLength(1);
});

test("another store, another time, two runs at once from folders of their own: both end well, with the same bytes", async () => {
  const other = await startAzurite();
  try {
    const both = await Promise.all(
      ["s", "t"].map((runId) =>
        lab.run(other.store, bundle, "ranges", data, {
          work: join(lab.folder, `once-${runId}`),
          runId,
          commit: "0123abc",
          clock: () => new Date("2031-01-01"),
        }),
      ),
    );
    for (const one of both) expect([one.status, digests(one)]).toEqual(["done", digests(first)]);
    // one may find what the other has just done, and nothing else
    expect(new Set(both.flatMap(ran))).toEqual(new Set(ran(first)));
    expect(await new BlobModelRegistry(other.store).list("ranges")).toHaveLength(1);
  } finally {
    await other.stop();
  }
});

test("only what a change concerns is done again", async () => {
  lab.model("ranges", (m) => {
    m.serving.slo.p95Milliseconds = 40;
  });
  expect(ran(await run())).toEqual([]);
  lab.model("ranges", (m) => {
    m.title = "Wide or narrow?";
  });
  expect(ran(await run())).toEqual(["package", "register"]);
  lab.model("ranges");
  expect(ran(await run())).toEqual([]);
});

test("a model with the same sources shares the steps that are the same", async () => {
  lab.model("twins", (m) => {
    m.features.numbers = m.features.numbers.filter((n: string) => n !== "volume_trend");
  });
  expect(ran(await run("twins"))[0]).toBe("extract-features");
});

test("--until ends after a step, --from does it and all after it again, to the same bytes", async () => {
  const until = await run("ranges", { until: "split" });
  expect([until.status, until.steps.at(-1)?.step]).toEqual(["done", "split"]);
  const from = await run("ranges", { from: "evaluate" });
  expect(ran(from)).toEqual(["evaluate", "select-best", "package", "register"]);
  expect(digests(from)).toEqual(digests(first));
});

test("a gate that refuses ends the run before the package, with its reason, and keeps what was found", async () => {
  lab.model("strict", (m) => {
    m.gates = [{ kind: "threshold", metric: "auc", min: 0.99 }];
  });
  const refused = await run("strict");
  expect(refused.status).toBe("refused");
  expect(refused.reasons).toEqual([expect.stringMatching(/^threshold: AUC 0\.\d+ is below 0\.990$/)]);
  expect(refused.steps.at(-1)?.step).toBe("select-best");
  expect(await new BlobModelRegistry(azurite.store).list("strict")).toEqual([]);
  const again = await run("strict");
  expect([again.status, again.reasons, ran(again)]).toEqual(["refused", refused.reasons, []]);
});

test("the search is widened once when the folds say no, and says so", async () => {
  lab.model("widened", (m) => {
    m.gates = [{ kind: "threshold", metric: "auc", min: 0.99 }];
  });
  const warnings = (await run("widened")).steps.find((s) => s.step === "tune")!.warnings;
  expect(warnings).toEqual([expect.stringMatching(/^on the folds AUC 0\.\d+ is below 0\.990: the search is widened once$/)]);
});

test("new files on top of old ones: late, corrected and repeated bars are told apart, and reach the features", async () => {
  lab.model("growing");
  const bars = sampleBars((symbol, date) => symbol === "IBM" && date >= "2006-01-01" && date < "2008-10-01");
  const lines = bars.trimEnd().split("\n");
  const [head, late, ...rest] = [lines[0]!, lines.at(-3)!, ...lines.slice(1, -3), ...lines.slice(-2)];
  const landing = lab.data("growing", { "2008-09.csv": `${[head, ...rest].join("\n")}\n` });
  const before = await lab.run(azurite.store, bundle, "growing", landing, { until: "curate" });
  const [symbol, date, open, high, low, , volume] = rest.at(-1)!.split(",");
  lab.data("growing", {
    "2008-10.csv": `${[head, late, [symbol, date, open, high, low, low, volume, low].join(","), rest.at(-2)].join("\n")}\n`,
  });
  const after = await lab.run(azurite.store, bundle, "growing", landing, { until: "curate" });
  const ingest = after.steps[0]!;
  expect(ingest.warnings).toEqual([
    "bars: 1 rows came late, at or before the watermark",
    "bars: 1 rows were corrected by later ones; the former are in corrections/",
  ]);
  expect(ingest.metrics["bars.rows"]).toBe(before.steps[0]!.metrics["bars.rows"]! + 1);
  expect(digests(after).curated).not.toBe(digests(before).curated);
  expect(ran(await lab.run(azurite.store, bundle, "growing", landing, { until: "curate" }))).toEqual([]);
  // the corrected row's former values are kept beside the raw rows
  const kept = (await azurite.store.list("raw", `raw/${digests(after).raw}/corrections/`)).map((b) => b.name);
  expect(kept).toHaveLength(1);
  expect(new TextDecoder().decode((await azurite.store.get("raw", kept[0]!)).content)).toContain("2008-10.csv line 3");
});
