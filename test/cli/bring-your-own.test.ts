import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { graphBuilder } from "../../model-code/core/onnx/graph-builder";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { documentedCommands } from "../support/documented";
import { inProcess } from "../support/in-process";
import { get, post } from "../support/scorer";

const PAGE = "docs/bring-your-own.md";
let azurite: TestAzurite;
let folder: string;
let labels: string;
/** Where the commands work, which is all that they are told beside what the page says. */
let here: readonly string[];
let serving: ChildProcess | undefined;
beforeAll(async () => {
  azurite = await startAzurite();
  folder = azurite.folder;
  labels = join(folder, "labels.csv");
  here = ["--work", join(folder, "work"), "--store", azurite.location];
});
afterAll(async () => {
  serving?.kill("SIGKILL");
  await azurite.stop();
});

const DOCUMENT = JSON.parse(/```json\n([\s\S]*?)```/.exec(readFileSync(PAGE, "utf8"))![1]!);

/** A graph as the page's example says it: log-odds = age / 10 − visits + intercept, whatever the plan. */
function graphOf(intercept: number): Uint8Array {
  const graph = graphBuilder("churn");
  graph.input("X", "float", 2);
  graph.input("plan", "string", 1);
  const none = { keys_strings: { strings: ["?"] }, values_floats: { floats: [0] }, default_float: { float: 0 } };
  const weighed = graph.node("MatMul", ["X", graph.constant("float", [2, 1], [0.1, -1])]);
  const odds = graph.node("Add", [weighed, graph.constant("float", [], [intercept])]);
  const one = graph.node("Sigmoid", [graph.node("Add", [odds, graph.mlNode("LabelEncoder", ["plan"], none)])]);
  const zero = graph.node("Sub", [graph.constant("float", [], [1]), one]);
  graph.output("probabilities", "float", 2, graph.node("Concat", [zero, one], { axis: { int: 1 } }));
  return graph.bytes();
}

function brought(name: string, intercept: number, more: Readonly<Record<string, unknown>> = {}): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, "model.onnx"), graphOf(intercept));
  for (const [file, content] of Object.entries({ "model-package.json": DOCUMENT, ...more }))
    writeFileSync(join(path, file), JSON.stringify(content));
  return path;
}

/** A documented command as a reader would give it, with their own names in its place. */
function asGiven(start: readonly string[], FOLDER: string): readonly string[] {
  const found = documentedCommands(PAGE).find(({ words }) => start.every((word, i) => words[i + 2] === word))!;
  const own: Readonly<Record<string, string>> = { FOLDER, MODEL: "churn", FILE: labels };
  return [...found.words.slice(2).map((word) => own[word] ?? word), ...here];
}

/** Serves by the command line, until `end`; only where it listens is not left to it. */
async function serve(args: readonly string[]): Promise<{ readonly address: string; end(): Promise<unknown> }> {
  const child = spawn(process.execPath, [resolve("cli/bin.mjs"), ...args, "--port", "0"], {
    env: { ...process.env, LOG_LEVEL: "silent", DRAIN_SECONDS: "0", MAX_LOOP_DELAY_MS: "60000" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  serving = child;
  const ended = once(child, "exit");
  const [line] = await Promise.race([
    once(child.stdout!, "data"),
    ended.then(([code]) => Promise.reject(new Error(`it ended with ${code}`))),
  ]);
  const address = JSON.parse(String(line)).listening as string;
  while ((await get(address, "/v2/health/ready")).status !== 200) await new Promise((done) => setTimeout(done, 50));
  return {
    address,
    end: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

const ok = async (args: readonly string[]) => {
  const { code, stdout, stderr } = await inProcess(args);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
};
const entriesOf = async () => JSON.parse(await ok(["release", "status", "churn", "--json", ...here])).entries;

test("what docs/bring-your-own.md says takes a model that only the registry knows to an answer, and the audit says who answers for it", async () => {
  const first = brought("first", 2);
  // nobody has adopted it, so there is nothing to release
  const unknown = await inProcess(["release", "start", "churn", ...here]);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('or one that was made elsewhere and added, got "churn"')]);
  const unsaid = asGiven(["models", "add"], first).filter((word) => word !== "--reason" && !word.startsWith("validated"));
  expect((await inProcess(unsaid)).code).toBe(2);

  const added = await ok(asGiven(["models", "add"], first));
  const [, digest] = /^churn version 1 {2}([0-9a-f]{64})\n$/.exec(added)!;
  expect(await ok(["models", ...here])).toMatch(
    new RegExp(
      `^churn\\n {2}no model.yaml here\\n {2}version 1 {2}${digest} {2}adopted by \\S+: validated by the risk team, report 12$`,
      "m",
    ),
  );
  expect(await ok(["release", "status", "churn", ...here])).toBe("churn: never released\n");
  await ok(asGiven(["release", "start"], first));

  const { address, end } = await serve(asGiven(["serve"], first));
  const asked = { features: { age: 40, visits: 5, plan: "full" }, about: { customer: "c1", date: "2025-04-01" } };
  const response = await post(address, "/predict", asked);
  // 0.1 · 40 − 5 + 2 = 1
  expect([response.status, await response.json()]).toEqual([
    200,
    expect.objectContaining({ digest, probability: expect.closeTo(1 / (1 + Math.exp(-1)), 6), decision: true }),
  ]);
  expect(await end()).toEqual([0, null]);

  writeFileSync(labels, "customer,date,label\nc1,2025-04-01,1\n");
  expect(await ok(asGiven(["feedback", "import"], first))).toContain("1 labels imported, 0 lines rejected\n");
  const [start] = await entriesOf();
  expect(start).toMatchObject({
    action: "start",
    digest,
    why: expect.stringMatching(
      /^version 1 was added: the first, which answers at once; adopted by \S+ on \d{4}-\d{2}-\d{2}: validated by the risk team, report 12$/,
    ),
  });
});

test("a later version of it begins in shadow by the default plan, is paused, resumed, judged and rolled back", async () => {
  await ok(["models", "add", brought("second", 3), "--reason", "a drill", "--who", "jane@example.com", ...here]);
  expect(await ok(["release", "start", "churn", "--reason", "to compare", ...here])).toContain("churn: shadow");
  const judged = await inProcess(["release", "advance", "churn", ...here]);
  expect([judged.code, judged.stdout]).toEqual([3, expect.stringContaining("hold\n  stable answered 0 of 500 requests")]);
  await ok(["release", "pause", "churn", "--reason", "to wait", ...here]);
  await ok(["release", "resume", "churn", "--reason", "waited", ...here]);
  const picked = join(folder, "picked.json");
  expect(await ok(["release", "pick", "churn", "--to", picked, ...here])).toMatch(/^churn: version 2, /);
  expect(await ok(["release", "rollback", "churn", "--reason", "a drill", ...here])).toMatch(
    /no release under way.*\n {2}stable .* version 1\n/,
  );
  await inProcess(["release", "rollout", "churn", "--picked", picked, "--wait", "0", "--reason", "by the pipeline", ...here]);
  expect((await entriesOf()).slice(1).map((e: { action: string; why: string }) => [e.action, e.why])).toEqual([
    ["start", expect.stringMatching(/^to compare; adopted by jane@example.com on .*: a drill$/)],
    ["pause", "to wait"],
    ["resume", "waited"],
    ["roll-back", "a drill"],
    ["start", expect.stringMatching(/^by the pipeline; adopted by jane@example.com on .*: a drill$/)],
  ]);
  expect(await ok(["audit", "verify", "churn", ...here])).toBe("churn: intact, 6 entries\n");
});

test("nobody adopts what its own gates refused, nor without saying who and why", async () => {
  const verdict = { passed: false, gates: [{ passed: false, why: "AUC 0.690 is below 0.700" }] };
  const refused = await inProcess(["models", "add", brought("refused", 4, { "verdict.json": verdict }), "--reason", "we want it", ...here]);
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining("expected gates that let it pass, got AUC 0.690 is below 0.700"),
  ]);
  const nobody = await inProcess(["models", "add", join(folder, "first"), "--reason", " ", ...here]);
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("expected who adopts it and why, got nothing")]);
  const listed = JSON.parse(await ok(["models", "--json", ...here])) as { name: string; versions: object[] }[];
  expect(listed.find((m) => m.name === "churn")!.versions).toMatchObject([{ gates: "adopted" }, { gates: "adopted" }]);
});
