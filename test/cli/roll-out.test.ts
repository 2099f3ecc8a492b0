import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rollOut } from "../../cli/release/roll-out";
import { loadModel } from "../../model-code/adapters/model-files";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { rollBackRelease } from "../../model-code/hosts/control/ticks";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { inProcess } from "../support/in-process";
import { type Lab, openLab } from "../support/lab";
import { storePackage } from "../support/stored-package";

let azurite: TestAzurite;
let lab: Lab;
let first: string;
let second: string;
let refused: string;
beforeAll(async () => {
  [azurite, lab] = [await startAzurite(), openLab()];
  for (const name of ["ranges", "quick"])
    lab.model(name, (model) => {
      const stage = { minRequests: name === "ranges" ? 50 : 1, bakeMinutes: 0 };
      model.release = { shadow: stage, canary: [{ ...stage, weight: 0.5 }] };
    });
  const registry = new BlobModelRegistry(azurite.store);
  [first, second, refused] = [
    await storePackage(azurite.store, "ranges", "first"),
    await storePackage(azurite.store, "ranges", "second"),
    await storePackage(azurite.store, "ranges", "refused"),
  ];
  for (const [digest, gates] of [
    [first, "passed"],
    [second, "passed"],
    [refused, "refused"],
  ] as const)
    await registry.register("ranges", { digest, task: "classification", metrics: {}, gates });
});
afterAll(async () => {
  lab.close();
  await azurite.stop();
});

const run = (...args: string[]) =>
  inProcess([
    "release",
    ...args,
    "--models",
    lab.models,
    "--store",
    azurite.location,
    ...(args[0] === "pick" ? [] : ["--who", "jane@example.com"]),
  ]);
const picked = () => join(lab.folder, "picked/package.json");
const pick = (which: string) => run("pick", "ranges", "--package", which, "--to", picked());

test("pick takes the newest that passed its gates, or one by its number, and writes what rollout reads", async () => {
  expect(await pick("newest")).toMatchObject({ code: 0, stdout: `ranges: version 2, ${second}\n` });
  expect(JSON.parse(readFileSync(picked(), "utf8"))).toEqual({ model: "ranges", version: 2, digest: second });
  expect((await pick("1")).stdout).toBe(`ranges: version 1, ${first}\n`);
  expect(await pick("3")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("expected a version of ranges that passed its gates: 1, 2; got 3"),
  });
  expect(await pick("latest")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--package: expected newest or the number of a version, got "latest"'),
  });
});

test("rollout releases the first at once; of the next it tells that it waits, and to repeat it begins nothing anew", async () => {
  const rollout = (...more: string[]) => run("rollout", "ranges", "--picked", picked(), "--reason", "a release", ...more);
  await pick("1");
  expect(await rollout()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^ranges version 1: promoted\n {2}start by jane@example\.com: a release\n$/),
  });
  await pick("newest");
  const waiting = await rollout("--wait", "0");
  expect([waiting.code, waiting.stdout]).toEqual([3, expect.stringMatching(/^ranges version 2: late\n/)]);
  expect(waiting.stderr).toBe("its release has begun: shadow\nshadow\nit goes on by itself; the same command waits for it again\n");
  expect((await rollout("--wait", "0")).stderr).toContain(`${second} is released already\nshadow\n`);
  // version 1 is stable: its package is there, whatever is under way
  await pick("1");
  expect((await rollout()).stdout).toContain("ranges version 1: promoted");
});

test("it tells at once when what it waits for is rolled back, and it judges nothing where control does", async () => {
  const model = loadModel(lab.models, "ranges").spec;
  const tick = { model, places: { packages: azurite.store, environment: azurite.store }, clock: () => new Date() };
  const said: string[] = [];
  let looks = 0;
  const sleep = async () => {
    if (++looks === 2) await rollBackRelease(tick, { by: "control", why: "errors" });
  };
  const patience = { minutes: 9, everySeconds: 1, sleep, now: () => 0 };
  const common = { tick, by: "jane@example.com", why: "again", judges: false, patience, say: (line: string) => said.push(line) };
  expect(await rollOut({ ...common, digest: second })).toBe("rolled back");
  expect([looks, said]).toEqual([2, [`${second} is released already`, "shadow"]]);
  // another one is under way: nothing is begun beside it
  await rollOut({ ...common, digest: second, patience: { ...patience, minutes: 0, everySeconds: 1 } });
  const third = await storePackage(azurite.store, "ranges", "third");
  expect(await rollOut({ ...common, digest: third })).toBe("waits");
  expect(said.at(-1)).toBe(`the release of ${second} is under way`);
});

test.each([
  [() => "{", "expected a file that `release pick` wrote"],
  [() => JSON.stringify({ model: "other", version: 1, digest: first }), "expected a package of ranges, got one of other"],
  [() => JSON.stringify({ model: "ranges", version: 0, digest: "x" }), "digest"],
])("a file that pick did not write is refused", async (text, message) => {
  const file = join(lab.folder, "odd.json");
  writeFileSync(file, text());
  expect((await run("rollout", "ranges", "--picked", file, "--reason", "x")).stderr).toContain(message);
});
