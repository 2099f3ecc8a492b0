import { Command } from "commander";
import { addCommands } from "../../cli/commands";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { PACKAGE_FILES } from "../../model-code/core/package/layout";
import type { PredictionRecord } from "../../model-code/core/serving/prediction-record";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { type Lab, mlops, openLab } from "../support/lab";
import { storePackage } from "../support/stored-package";

let azurite: TestAzurite;
let lab: Lab;
const MODELS = ["ranges", "broken", "forced", "old"];
const digests: Record<string, [string, string]> = {};
beforeAll(async () => {
  [azurite, lab] = [await startAzurite(), openLab()];
  const registry = new BlobModelRegistry(azurite.store);
  for (const name of MODELS) {
    lab.model(name, (model) => {
      const stage = { minRequests: 50, bakeMinutes: 0 };
      model.release = { shadow: stage, canary: [{ ...stage, weight: 0.5 }] };
    });
    digests[name] = [await storePackage(azurite.store, name, "first"), await storePackage(azurite.store, name, "second")];
    for (const digest of digests[name]) await registry.register(name, { digest, task: "classification", metrics: {}, gates: "passed" });
  }
  const refused = { digest: "ee".repeat(32), task: "classification", metrics: {}, gates: "refused" } as const;
  await registry.register("ranges", refused);
});
afterAll(async () => {
  lab.close();
  await azurite.stop();
});

/** Runs a command in this process: a process of its own costs a second. */
async function run(...args: string[]): Promise<{ readonly said: string; readonly code: number }> {
  const program = new Command("mlops").exitOverride();
  await addCommands(program, args);
  const said: string[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((line) => said.push(String(line)));
  try {
    await program.parseAsync([...args, "--store", azurite.location], { from: "user" });
    return { said: said.join("\n"), code: Number(process.exitCode ?? 0) };
  } finally {
    log.mockRestore();
    process.exitCode = undefined;
  }
}
const release = (action: string, model: string, ...more: string[]) =>
  run("release", action, model, "--models", lab.models, "--who", "jane@example.com", ...more);

let batches = 0;
/** Logs answers of both arms as the scorer would; of the candidate's, so many are errors. */
async function answer(model: string, version: number, arm: "shadow" | "canary", requests: number, errors = 0): Promise<void> {
  const [stable, candidate] = digests[model]!;
  const time = new Date().toISOString();
  const lines = Array.from({ length: requests }, (_, i) =>
    (["stable", arm] as const).map((a): PredictionRecord => {
      const failed = a !== "stable" && i < errors;
      return {
        id: `${batches}-${i}/0`,
        time,
        model,
        digest: a === "stable" ? stable : candidate,
        release: version,
        arm: a,
        about: null,
        subject: `customer-${4711 + i}`,
        status: failed ? "error" : "ok",
        features: {},
        score: failed ? null : (i % 10) / 10,
        latencyMs: 5 + (i % 7),
        run: 1,
        outOfRange: [],
      };
    }),
  ).flat();
  const blob = `${model}/predictions/date=${time.slice(0, 10)}/test-${++batches}.jsonl`;
  await azurite.store.put("predictions", blob, lines.map((l) => `${JSON.stringify(l)}\n`).join(""));
}

test("a release goes from the first version to the second by what was seen, is taken back, and the audit tells it all", async () => {
  const [first, second] = digests.ranges!;
  expect((await release("status", "ranges")).said).toBe("ranges: never released");
  const begun = await release("start", "ranges", "--version", "1");
  expect(begun.said).toMatch(/^ranges: no release under way, since .* \(version 1 of the manifest\)\n {2}stable {5}/);
  expect(begun.said).toContain(`stable     ${first}  version 1`);
  // the newest that passed: version 3 did not
  expect((await release("start", "ranges")).said).toContain(`candidate  ${second}  version 2`);
  await expect(release("start", "ranges", "--version", "1")).rejects.toThrow(
    `got shadow. Let ${second} be promoted first, or roll it back.`,
  );

  const held = await release("advance", "ranges");
  expect([held.code, held.said]).toEqual([
    3,
    expect.stringContaining("hold\n  stable answered 0 of 50 requests\n  candidate answered 0 of 50"),
  ]);
  await answer("ranges", 2, "shadow", 400);
  const advanced = await release("advance", "ranges");
  expect([advanced.code, advanced.said]).toEqual([0, expect.stringMatching(/^advance\n[\s\S]*ranges: canary at 50 %/)]);
  await release("pause", "ranges", "--reason", "the desk asks to wait");
  await answer("ranges", 4, "canary", 400);
  const paused = await release("advance", "ranges");
  expect([paused.code, paused.said]).toEqual([3, expect.stringContaining("hold\n  the release is paused")]);
  await release("resume", "ranges", "--reason", "it has waited");
  await answer("ranges", 5, "canary", 400);
  expect((await release("advance", "ranges")).said).toMatch(/^promote\n/);
  const back = JSON.parse((await release("rollback", "ranges", "--reason", "a drill", "--json")).said);
  expect(back).toMatchObject({ version: 7, stable: first, previous: null, candidate: null });

  const shown = JSON.parse((await release("status", "ranges", "--json")).said);
  expect(shown.manifest).toEqual(back);
  expect(shown.entries.map((e: { action: string; who: string; why: string }) => [e.action, e.who])).toEqual(
    ["start", "start", "advance", "pause", "resume", "promote", "roll-back"].map((action) => [action, "jane@example.com"]),
  );
  expect(shown.entries[2].evidence.rails.errors).toMatchObject({ verdict: "kept", figure: 0, limit: 0.005 });
  expect(shown.entries[6]).toMatchObject({ why: "a drill", digest: second });
  expect(await run("audit", "verify", "ranges")).toEqual({ code: 0, said: "ranges: intact, 7 entries" });

  // the subjects that were in the log are not in the audit
  const audit = await azurite.store.list("audit", "ranges/");
  const kept = await Promise.all(audit.map(async ({ name }) => new TextDecoder().decode((await azurite.store.get("audit", name)).content)));
  expect(kept).toHaveLength(7);
  expect(kept.join()).not.toContain("customer-");
});

test("a candidate that fails is rolled back, and --force does not help it", async () => {
  await release("start", "broken", "--version", "1");
  await release("start", "broken");
  await answer("broken", 2, "shadow", 60, 60);
  await expect(release("advance", "broken", "--force")).rejects.toThrow("--force: expected --reason beside it, got none. Say why.");
  const { code, said } = await release("advance", "broken", "--force", "--reason", "we are in a hurry");
  expect([code, said]).toEqual([3, expect.stringMatching(/^roll-back\n {2}Errors violated: 1 errors more/)]);
  expect(JSON.parse((await release("status", "broken", "--json")).said).manifest).toMatchObject({ version: 3, candidate: null });
});

test("an anchor and a manifest that can't be read are findings, and the other models are verified", async () => {
  const other = "zz-manifest";
  await azurite.store.put("releases", "aa-anchor/audit-head.json", "{}");
  await azurite.store.put("audit", "aa-anchor/0000000001.json", "{}");
  await azurite.store.put("releases", "ab-manifest.json", "half of it");
  await azurite.store.put("releases", `${other}.json`, "{}");
  try {
    const { code, said } = await run("audit", "verify");
    expect(code).toBe(1);
    expect(said).toContain("aa-anchor: NOT intact, 1 entry\n");
    expect(said).toContain("  ANCHOR_UNREADABLE: what should be the anchor is none: it was damaged or replaced");
    expect(said).toContain("ab-manifest: NOT intact, 0 entries\n  MANIFEST_UNREADABLE: the release manifest is none");
    expect(said).toContain(`${other}: NOT intact, 0 entries`);
    expect(said).toContain("ranges: intact, 7 entries");
  } finally {
    await azurite.store.delete("audit", "aa-anchor/0000000001.json");
    for (const name of ["aa-anchor/audit-head.json", "ab-manifest.json", `${other}.json`]) await azurite.store.delete("releases", name);
  }
});

test("a person may advance what the evidence holds, and the audit says that it was forced", async () => {
  await release("start", "forced", "--version", "1");
  await release("start", "forced", "--digest", digests.forced![1]);
  const [, ...stages] = [
    await release("advance", "forced", "--force", "--reason", "nobody calls it at night"),
    await release("advance", "forced", "--force", "--reason", "nobody calls it at night"),
  ];
  expect(stages[0]!.said).toContain(`stable     ${digests.forced![1]}`);
  const { entries } = JSON.parse((await release("status", "forced", "--json")).said);
  expect(entries.slice(2).map((e: { action: string; why: string }) => [e.action, e.why])).toEqual([
    ["advance", "forced: nobody calls it at night"],
    ["promote", "forced: nobody calls it at night"],
  ]);
});

test("monitor says why drift is not judged: too few answers, or too few sessions for the package's thresholds", async () => {
  const answers = { name: "prediction", edges: [0, 0.5, 1], shares: [0, 0.5, 0.5, 0], missingShare: 0, min: 0, max: 0.99 };
  const limits = { psi: 0.25, jensenShannon: 0.05, kolmogorovSmirnov: 0.2 };
  const thresholds = { falseAlarmRate: 0.05, windows: [{ sessions: 15, features: {}, prediction: limits }] };
  const profile = { rows: 1000, numbers: [], categories: [], prediction: answers, thresholds };
  const digest = await storePackage(azurite.store, "watched", "first", { [PACKAGE_FILES.profile]: profile });
  lab.model("watched", () => {});
  digests.watched = [digest, digest];
  await new BlobModelRegistry(azurite.store).register("watched", { digest, task: "classification", metrics: {}, gates: "passed" });
  await release("start", "watched");
  const monitor = async () => (await run("monitor", "watched", "--models", lab.models)).said;
  expect(await monitor()).toContain("\n  drift is not judged: 0 of 150 rows");
  await answer("watched", 1, "shadow", 160);
  const said = await monitor();
  expect(said).toMatch(/^watched: watch, on /);
  expect(said).toContain("\n  watch    drift is not judged yet: 1 of 15 sessions\n");
  expect(said.match(/not judged/g)).toHaveLength(1);
});

test("monitor judges a sample of more rows than it holds, and says so", async () => {
  const digest = await storePackage(azurite.store, "busy", "first");
  lab.model("busy", () => {});
  await new BlobModelRegistry(azurite.store).register("busy", { digest, task: "classification", metrics: {}, gates: "passed" });
  await release("start", "busy");
  const time = new Date().toISOString();
  const record = { time, model: "busy", digest, release: 1, arm: "stable", about: null, subject: null, status: "ok", features: {} };
  const lines = Array.from({ length: 101_000 }, (_, i) =>
    JSON.stringify({ ...record, id: `r${i}/0`, score: 0.5, latencyMs: 1, outOfRange: [] }),
  );
  await azurite.store.put("predictions", `busy/predictions/date=${time.slice(0, 10)}/w-1.jsonl`, `${lines.join("\n")}\n`);
  const { said } = await run("monitor", "busy", "--models", lab.models);
  expect(said).toContain("\n  a sample: 1 in 2 of the rows that 101,000 answers were about; counts are the sample's\n");
  // within four standard errors of the half
  expect(Math.abs(Number(/ {2}(\d+) answers in /.exec(said)![1]) - 50_500)).toBeLessThan(4 * Math.sqrt(101_000 / 4));
});

test("retire ends a model, and verify finds a manifest that somebody changed by hand", async () => {
  await release("start", "old");
  const { said } = await run("retire", "old", "--reason", "its market is closed", "--who", "jane@example.com");
  expect(said).toMatch(/^old: retired .* by jane@example\.com: its market is closed$/);
  await expect(release("start", "old")).rejects.toThrow("Retirement is for good");
  // its packages stay, and the list says that nothing answers any more, since when, and why
  const list = (await run("models")).said;
  const retired = said.slice("old: ".length);
  expect(list).toContain(`\nold\n  no model.yaml here\n  ${retired}\n  version 1  ${digests.old![0]}\n  version 2  ${digests.old![1]}`);
  expect(list.match(/^ {2}retired /gm)).toHaveLength(1);
  const listed = JSON.parse((await run("models", "--json")).said) as { name: string; retired: object | null }[];
  expect(listed.find((m) => m.name === "old")!.retired).toMatchObject({ who: "jane@example.com", why: "its market is closed" });
  expect(listed.find((m) => m.name === "ranges")!.retired).toBeNull();
  const manifest = JSON.parse(new TextDecoder().decode((await azurite.store.get("releases", "old.json")).content));
  await azurite.store.put("releases", "old.json", JSON.stringify({ ...manifest, state: "serving", stable: digests.old![0] }));
  const verified = await run("audit", "verify");
  expect(verified.code).toBe(1);
  expect(verified.said).toContain(
    "old: NOT intact, 2 entries\n  NOT_AUDITED: no entry announces version 2 of the release manifest as it is",
  );
});

test("a command below another one tells wrong use by exit code 2, too", async () => {
  const { code, stderr } = await mlops(["release", "rollback", "market-volatility"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("error: required option '--reason <text>' not specified")]);
});
