import { gatherReport } from "../../../cli/report/report-data";
import type { BlobStore } from "../../../model-code/adapters/blob-store/blob-store";
import { NotFound, StoreUnavailable } from "../../../model-code/adapters/blob-store/errors";
import { canonicalJson } from "../../../model-code/core/canonical-json";
import { sha256, treeManifest } from "../../../model-code/core/package/tree-digest";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import type { RunRecord, StepOutcome } from "../../../model-code/hosts/local-runner/run-record";
import { passed, run as whole } from "./fixture";

const problem = { where: "store", expected: "an answer", got: "none", remedy: "Wait." };

/** What a report asks of a store, over blobs in memory. */
function memoryStore(blobs: ReadonlyMap<string, string>): BlobStore {
  const head = { etag: "1", bytes: 0, lastModified: new Date(0), contentType: "", metadata: {} };
  const refuse = async (): Promise<never> => {
    throw new Error("a report writes nothing");
  };
  return {
    location: "memory",
    async get(container, name) {
      const content = blobs.get(`${container}/${name}`);
      if (content === undefined) throw new NotFound(problem);
      return { ...head, content: new TextEncoder().encode(content) };
    },
    head: async (container, name) => (blobs.has(`${container}/${name}`) ? head : undefined),
    put: refuse,
    list: refuse,
    delete: refuse,
    ensureContainers: refuse,
  };
}

/** A step whose one output folder holds the documents given. */
function stored(
  blobs: Map<string, string>,
  step: string,
  zone: "raw" | "features" | "models",
  output: string,
  documents: Readonly<Record<string, unknown>>,
): StepOutcome {
  const files = Object.entries(documents).map(([path, value]) => ({ path, text: canonicalJson(value) }));
  const manifest = treeManifest(files.map(({ path, text }) => ({ path, bytes: text.length, sha256: sha256(text) })));
  for (const { path, text } of files) blobs.set(`${zone}/${output}/${manifest.digest}/${path}`, text);
  blobs.set(`${zone}/${output}/${manifest.digest}/_manifest.json`, canonicalJson(manifest));
  return {
    step,
    fingerprint: "f".repeat(64),
    outputs: { [output]: { zone, digest: manifest.digest } },
    metrics: {},
    warnings: [],
    refused: [],
    reused: false,
    seconds: 1,
  };
}

const found = <T>(document: { readonly found: T } | { readonly missing: string }): T => {
  if ("missing" in document) throw new Error(document.missing);
  return document.found;
};

describe("gatherReport", () => {
  const blobs = new Map<string, string>();
  const watermark = { bars: { newest: {}, files: [], rows: 1, late: 0, corrected: 0, repeated: 0 } };
  const steps = [
    stored(blobs, "ingest", "raw", "raw", { "watermark.json": watermark }),
    stored(blobs, "split", "features", "training", { "split.json": found(passed.documents.split) }),
    stored(blobs, "package", "models", "package", {
      "model-package.json": found(passed.documents.package),
      "model-card.json": found(passed.facts),
    }),
  ];
  const run: RunRecord = { ...whole, steps };
  const gathered = async (of: RunRecord, from: ReadonlyMap<string, string> = blobs, specs: readonly ModelSpec[] = []) =>
    (await gatherReport(memoryStore(from), [of], specs)).models[0]!;

  it("reads what the steps wrote", async () => {
    const { documents, facts, run: kept } = await gathered(run);
    expect(documents.watermark).toEqual({ found: watermark });
    expect(documents.split).toEqual(passed.documents.split);
    expect(documents.package).toEqual(passed.documents.package);
    expect(facts).toEqual(passed.facts);
    expect(kept).toBe(run);
  });

  it.each([
    ["done", "was told to end after package"],
    ["refused", "was refused after package"],
    ["failed", "failed at"],
  ] as const)("says why a run that is %s has no later documents", async (status, why) => {
    expect((await gathered({ ...run, status })).documents.registration).toEqual({ missing: expect.stringContaining(why) });
  });

  it("says so of a run that failed in its first step", async () => {
    expect((await gathered({ ...run, status: "failed", steps: [] })).documents.watermark).toEqual({
      missing: "Nothing to show: the step ingest writes this, and the run failed at ingest.",
    });
  });

  it("takes the facts from model.yaml where no package was made", async () => {
    const spec = { ...found(passed.facts), name: run.model } as ModelSpec;
    const early = { ...run, steps: steps.slice(0, 1) };
    expect((await gathered(early, blobs, [spec])).facts).toEqual({ found: spec });
    expect((await gathered(early)).facts).toEqual({ missing: expect.stringContaining("the step package writes this") });
  });

  it("goes on without a document that is damaged or gone, and says which", async () => {
    const name = [...blobs.keys()].find((k) => k.endsWith("watermark.json"))!;
    const damaged = new Map(blobs).set(name, '{"bars":{}}');
    const gone = new Map([...blobs].filter(([k]) => !k.startsWith("features/")));
    expect((await gathered(run, damaged)).documents.watermark).toEqual({
      missing: expect.stringMatching(/^Not readable: .*watermark\.json/),
    });
    const { documents } = await gathered(run, gone);
    expect(documents.split).toEqual({ missing: expect.stringMatching(/^Not readable: /) });
    expect(documents.watermark).toEqual({ found: watermark });
  });

  it("does not hide that the store gives no answer", async () => {
    const silent: BlobStore = { ...memoryStore(blobs), head: async () => Promise.reject(new StoreUnavailable(problem)) };
    await expect(gatherReport(silent, [run])).rejects.toThrow(StoreUnavailable);
  });
});
