import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { STEPS } from "../../model-code/core/lifecycle/steps";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { builtBundle, digests, type Lab, mlops, openLab, sampleBars } from "../support/lab";

let stores: readonly TestAzurite[];
let lab: Lab;
beforeAll(async () => {
  stores = await Promise.all([startAzurite(), startAzurite()]);
  lab = openLab();
  lab.model("ranges");
  lab.data("bars", { "bars.csv": sampleBars((symbol, date) => symbol === "IBM" && date >= "2006-01-01" && date < "2008-10-01") });
});
afterAll(async () => {
  lab.close();
  await Promise.all(stores.map((s) => s.stop()));
});

const runArgs = (store: string, work: string) => [
  "run",
  "ranges",
  "--models",
  lab.models,
  "--data",
  join(lab.folder, "data/bars"),
  "--work",
  work,
  "--store",
  store,
];

/** Starts a run and kills it, with all its children and no warning, as soon as the named step writes its first file. @returns whether it came to it */
async function killIn(step: (typeof STEPS)[number], store: string, work: string): Promise<boolean> {
  const runner = spawn(process.execPath, [resolve("cli/bin.mjs"), ...runArgs(store, work)], {
    detached: true,
    stdio: "ignore",
    env: { ...process.env, CI: "true" },
  });
  const ended = new Promise<void>((done) => runner.on("exit", () => done()));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const pending = join(work, "pending");
  const isWriting = () =>
    existsSync(pending) &&
    readdirSync(pending).some((attempt) =>
      readdirSync(join(pending, attempt)).some((name) => name.startsWith(`${step.outputs[0]!.name}.partial-`)),
    );
  while (!isOver) {
    let found = false;
    try {
      found = isWriting();
    } catch {
      // the attempt's folder went away between the two looks
    }
    if (found) {
      process.kill(-runner.pid!, "SIGKILL");
      await ended;
      return true;
    }
    await turn();
  }
  return false;
}

test("kill -9 in any step, and a rerun ends with the same digests as a run that nothing disturbed", async () => {
  const [calm, rough] = stores as [TestAzurite, TestAzurite];
  const data = join(lab.folder, "data/bars");
  const undisturbed = await lab.run(calm.store, await builtBundle(), "ranges", data, { work: join(lab.folder, "calm") });
  expect(undisturbed.status).toBe("done");
  const work = join(lab.folder, "rough");
  const killed: string[] = [];
  for (const step of STEPS) if (await killIn(step, rough.location, work)) killed.push(step.name);
  // one that was over before the look at its folder is as good as one that was not killed; most are caught
  expect(killed.length).toBeGreaterThan(STEPS.length / 2);
  const { code, stdout } = await mlops([...runArgs(rough.location, work), "--json"]);
  expect(code).toBe(0);
  expect(digests(JSON.parse(stdout))).toEqual(digests(undisturbed));
  expect(readdirSync(join(work, "pending"))).toEqual([]);
}, 240_000);
