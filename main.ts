import { existsSync, readFileSync } from "node:fs";
import { App } from "cdktf";
import { RULES } from "./constructs/policy/rules";
import { loadPlaces } from "./environments/load";
import { pickPlaces } from "./environments/pick";
import { loadModels } from "./model-code/adapters/model-files";
import { BadInput } from "./model-code/core/problem";
import { buildBundles } from "./model-code/hosts/bundle";
import { addPlatform } from "./stacks/platform";
import { untraced } from "./stacks/untraced";

const PROVIDER_LOCK = "providers.lock.hcl";

/** Everything that is read or built comes first; from `new App` on nothing waits, and nothing is written if something was wrong. */
async function main(): Promise<void> {
  const models = loadModels("model-code/models").map((m) => m.spec);
  const rules = RULES.map((rule) => rule.id);
  const all = loadPlaces("environments", { models: models.map((m) => m.name), rules, variables: process.env });
  const places = pickPlaces(all, process.env.ENVIRONMENTS);
  const { job } = await buildBundles();
  const providerLock = existsSync(PROVIDER_LOCK) ? { providerLock: readFileSync(PROVIDER_LOCK, "utf8") } : {};

  untraced(() => {
    const app = new App();
    // The server is built from the same sources; until it is a bundle of its own, the job's hash stands for them.
    addPlatform(app, { ...places, models, jobImageTag: job.hash, serverImageTag: job.hash, ...providerLock });
    app.synth();
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadInput ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
