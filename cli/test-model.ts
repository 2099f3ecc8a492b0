import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { modelNames } from "../model-code/adapters/model-files";
import { EXIT } from "../model-code/hosts/job-events";
import { MODELS, ROOT } from "./paths";

/** Runs a model's own tests and no others. @returns the exit code */
function testModel(name: string | undefined): number {
  const known = modelNames(MODELS);
  if (name === undefined || !known.includes(name)) {
    process.stderr.write(
      `model: expected one of ${known.join(", ")}, got ${name === undefined ? "none" : `"${name}"`}. npm run test:model -- NAME\n`,
    );
    return EXIT.wrongUse;
  }
  const folder = join(MODELS, name);
  if (!readdirSync(folder).some((file) => file.endsWith(".test.ts"))) {
    process.stderr.write(
      `${folder}: expected a model.test.ts, got none. Write one that calls checkModel(__dirname), as other models have it.\n`,
    );
    return EXIT.failed;
  }
  const jest = createRequire(__filename).resolve("jest/bin/jest");
  const { status } = spawnSync(process.execPath, [jest, "--roots", folder], { cwd: ROOT, stdio: "inherit" });
  return status ?? EXIT.failed;
}

process.exitCode = testModel(process.argv[2]);
