import { existsSync, readFileSync } from "node:fs";
import { RULES } from "./constructs/policy/rules";
import { checkModels } from "./environments/check-models";
import { gatherPlacesOf } from "./environments/load";
import { pickPlaces } from "./environments/pick";
import { modelNames, readModels } from "./model-code/adapters/model-files";
import { BadInput, type Problem } from "./model-code/core/problem";
import { buildArtifact } from "./model-code/hosts/artifact/artifact";
import { modelFilesHashes } from "./model-code/hosts/artifact/model-files";

const PROVIDER_LOCK = "providers.lock.hcl";
const MODELS = "model-code/models";

/** Everything that is read or built comes first. What makes stacks of it takes longer to load, so who made a mistake is told before. */
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

  // by require, as import() goes through another loader, which costs a tenth of a second
  const { writePlatform } = require("./stacks/write") as typeof import("./stacks/write");
  writePlatform({ ...places, models, modelFiles, ...hashes, ...providerLock });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof BadInput ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
