import type { BlobStore } from "../model-code/adapters/blob-store/blob-store";
import { loadModel, modelNames } from "../model-code/adapters/model-files";
import { BlobModelRegistry } from "../model-code/adapters/registry/blob-model-registry";
import { compileSchema } from "../model-code/core/spec/compile-schema";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { release } from "../model-code/core/spec/operation-schema";
import { WrongUse } from "./wrong-use";

type Planned = Pick<ModelSpec, "release">;

const isPlanned = compileSchema<Planned>({ type: "object", properties: { release } }, { useDefaults: true });

/** How a version takes over where no model.yaml says it: what one that says nothing would. */
function byDefault(): Planned {
  const nothing: unknown = {};
  if (!isPlanned(nothing)) throw new Error("the defaults of a release are no plan");
  return nothing;
}

/** A model that can be released. */
export interface KnownModel extends Pick<ModelSpec, "name" | "release"> {
  /** Its model.yaml; undefined for one that was made elsewhere, which only the registry knows. */
  readonly spec: ModelSpec | undefined;
}

/**
 * Finds a model by its folder, or in the registry where a person adopted a package of it: `mlops models add`.
 * @throws WrongUse if there is neither; BadInput for a model.yaml that is none
 */
export async function knownModel(models: string, name: string, packages: BlobStore): Promise<KnownModel> {
  const here = modelNames(models);
  if (here.includes(name)) {
    const { spec } = loadModel(models, name);
    return { name, release: spec.release, spec };
  }
  const registry = new BlobModelRegistry(packages);
  const isAdopted = (await registry.models()).includes(name) && (await registry.list(name)).some((v) => v.gates === "adopted");
  if (!isAdopted)
    throw new WrongUse(
      `model: expected one of ${here.join(", ") || "none here"}, or one that was made elsewhere and added, got "${name}". Correct its name, or add it: npx mlops models add.`,
    );
  return { name, ...byDefault(), spec: undefined };
}
