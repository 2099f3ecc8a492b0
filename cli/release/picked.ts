import { readFileSync } from "node:fs";
import type { FromSchema } from "json-schema-to-ts";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { checkPackage } from "../../model-code/adapters/release/check-package";
import { mayBeReleased } from "../../model-code/core/lifecycle/step";
import { BadInput } from "../../model-code/core/problem";
import { compileSchema } from "../../model-code/core/spec/compile-schema";
import { schemaProblem } from "../../model-code/core/spec/schema-problem";
import type { ReleaseSubject } from "../../model-code/hosts/control/places";
import { WrongUse } from "../wrong-use";

const PICKED = {
  type: "object",
  additionalProperties: false,
  required: ["model", "version", "digest"],
  properties: {
    model: { type: "string" },
    version: { type: "integer", minimum: 1 },
    digest: { type: "string", pattern: "^[0-9a-f]{64}$" },
  },
} as const;

/** The one package that goes from environment to environment. */
export type Picked = FromSchema<typeof PICKED>;
const isPicked = compileSchema<Picked>(PICKED, { allErrors: true, verbose: true });

/**
 * Picks a package and holds it to what a release asks of it.
 * @param wanted `newest` for the newest version that passed its gates or was adopted, or the number of a version
 * @throws WrongUse if there is none such, or its gates refused it; what checkPackage throws
 */
export async function pick({ model, places }: Pick<ReleaseSubject, "model" | "places">, wanted: string): Promise<Picked> {
  if (!/^(newest|[1-9]\d*)$/.test(wanted))
    throw new WrongUse(`--package: expected newest or the number of a version, got "${wanted}". \`npx mlops models\` lists them.`);
  const versions = await new BlobModelRegistry(places.packages).list(model.name);
  const open = versions.filter(mayBeReleased);
  const found = wanted === "newest" ? open.at(-1) : open.find((v) => v.version === Number(wanted));
  if (found === undefined)
    throw new WrongUse(
      `--package: expected a version of ${model.name} that passed its gates or was adopted: ${open.map((v) => v.version).join(", ") || "none did"}; got ${wanted}. Train one, or pick another.`,
    );
  await checkPackage(places.packages, model.name, found.digest);
  return { model: model.name, version: found.version, digest: found.digest };
}

/** Reads what `release pick` wrote. @throws WrongUse, BadInput */
export function readPicked(file: string, model: string): Picked {
  const remedy = `Make it: npx mlops release pick ${model} --to ${file}.`;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new WrongUse(`--picked: expected a file that \`release pick\` wrote, got "${file}". ${remedy}`);
  }
  if (!isPicked(value))
    throw new BadInput(
      file,
      (isPicked.errors ?? []).map((e) => schemaProblem(e, file)),
    );
  if (value.model !== model) throw new WrongUse(`--picked: expected a package of ${model}, got one of ${value.model}. ${remedy}`);
  return value;
}
