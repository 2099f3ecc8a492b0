import { existsSync, readFileSync } from "node:fs";
import { App } from "cdktf";
import { RULES } from "./constructs/policy/rules";
import { checkModels } from "./environments/check-models";
import { gatherPlacesOf } from "./environments/load";
import { pickPlaces } from "./environments/pick";
import { modelNames, readModels } from "./model-code/adapters/model-files";
import { BadInput, type Problem } from "./model-code/core/problem";
import { buildArtifact } from "./model-code/hosts/artifact/artifact";
import { modelFilesHashes } from "./model-code/hosts/artifact/model-files";
import { addPlatform } from "./stacks/platform";
import { untraced } from "./stacks/untraced";

const PROVIDER_LOCK = "providers.lock.hcl";
const MODELS = "model-code/models";

/** Everything that is read or built comes first; from `new App` on nothing waits, and nothing is written if something was wrong. */
async function main(): Promise<void> {
  const problems: Problem[] = [];
  const folders = readModels(MODELS, problems);
  const models = folders.map((m) => m.spec);
  const known = { models: modelNames(MODELS), rules: RULES.map((rule) => rule.id), variables: process.env };
  const all = gatherPlacesOf("environments", known, problems);
  if (all !== undefined) problems.push(...checkModels(models, all));
  if (all === undefined || problems.length > 0) throw new BadInput("models and environments", problems);
  const places = pickPlaces(all, process.env.ENVIRONMENTS);
  const [modelFiles, job, server, control, scorer] = await Promise.all([
    modelFilesHashes(folders),
    buildArtifact("job"),
    buildArtifact("server"),
    buildArtifact("control"),
    buildArtifact("function"),
  ]);
  const hashes = { jobImageTag: job.hash, serverImageTag: server.hash, controlPackage: control.hash, functionPackage: scorer.hash };
  const providerLock = existsSync(PROVIDER_LOCK) ? { providerLock: readFileSync(PROVIDER_LOCK, "utf8") } : {};

  untraced(() => {
    const app = new App();
    addPlatform(app, { ...places, models, modelFiles, ...hashes, ...providerLock });
    app.synth();
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadInput ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
