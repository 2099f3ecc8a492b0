import { App } from "cdktf";
import { loadPlaces } from "./environments/load";
import { pickPlaces } from "./environments/pick";
import { loadModels } from "./model-code/adapters/model-files";
import { BadInput } from "./model-code/core/problem";
import { buildBundles } from "./model-code/hosts/bundle";
import { addPlatform } from "./stacks/platform";

/** Everything that is read or built comes first; from `new App` on nothing waits, and nothing is written if something was wrong. */
async function main(): Promise<void> {
  const models = loadModels("model-code/models").map((m) => m.spec);
  const all = loadPlaces("environments", { models: models.map((m) => m.name), variables: process.env });
  const places = pickPlaces(all, process.env.ENVIRONMENTS);
  const { job } = await buildBundles();

  const app = new App();
  // The server is built from the same sources; until it is a bundle of its own, the job's hash stands for them.
  addPlatform(app, { ...places, models, jobImageTag: job.hash, serverImageTag: job.hash });
  app.synth();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadInput ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
