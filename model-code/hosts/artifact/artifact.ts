import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadModels } from "../../adapters/model-files";
import { STEPS } from "../../core/lifecycle/steps";
import { type BundleName, buildBundle, ROOT } from "../bundle";
import { PACKAGE_HASH } from "../package-health";
import { type ContentFolder, contentFolder } from "./content-folder";
import { copyModules, type NativeModule } from "./native-modules";

/** How a bundle gets to where it runs. */
interface ArtifactKind {
  readonly form: "image" | "package";
  /** Whether it needs to know the models: their model.yaml and SQL go with it. */
  readonly models: boolean;
}

export const ARTIFACTS = {
  job: { form: "image", models: true },
  server: { form: "image", models: false },
  function: { form: "package", models: false },
  control: { form: "package", models: true },
} as const satisfies Readonly<Record<BundleName, ArtifactKind>>;

export const ARTIFACT_NAMES = Object.keys(ARTIFACTS) as readonly BundleName[];

/** A bundle with all that it is published with but its modules; the hash is the version: an image's tag, a package's name. */
export interface Artifact extends ContentFolder {
  readonly name: BundleName;
  readonly form: ArtifactKind["form"];
}

/** Where the package store keeps a package. */
export const packageBlob = ({ name, hash }: Pick<Artifact, "name" | "hash">): string => `bundles/${name}/${hash}.zip`;

export interface ArtifactOptions {
  /** Folder that holds a folder per model. @default the project's */
  readonly models?: string;
  /** Folder below the project's. @default dist */
  readonly into?: string;
}

/** Copies of each model what steps read: no data. */
function copyModels(models: string, into: string): void {
  for (const { spec } of loadModels(models))
    for (const file of ["model.yaml", ...STEPS.flatMap((step) => step.files(spec))]) {
      const path = join(spec.name, file);
      mkdirSync(dirname(join(into, path)), { recursive: true });
      copyFileSync(join(models, path), join(into, path));
    }
}

/**
 * Lays out what is published, without building or installing anything that the version does not need: modules are named by the lock.
 * Equal sources and models give equal bytes in any folder on any machine.
 */
export async function buildArtifact(name: BundleName, options: ArtifactOptions = {}): Promise<Artifact> {
  const { models = join(ROOT, "model-code/models"), into = join(ROOT, "dist") } = options;
  const bundle = await buildBundle(name, into);
  const { form, models: withModels }: ArtifactKind = ARTIFACTS[name];
  const folder = await contentFolder(into, `${name}-${form}`, (partial) => {
    cpSync(bundle.directory, partial, { recursive: true });
    if (form === "image") copyFileSync(join(ROOT, `model-code/hosts/images/${name}.Dockerfile`), join(partial, "Dockerfile"));
    if (withModels) copyModels(models, join(partial, "models"));
  });
  return { name, form, ...folder };
}

/**
 * Lays an artifact out whole, with its modules: what an image is built from, and what a package holds.
 * @param into an empty folder
 * @throws BadInput if modules are not installed as the lock says
 */
export function layOut({ directory, form, hash }: Artifact, into: string): void {
  for (const entry of readdirSync(directory)) cpSync(join(directory, entry), join(into, entry), { recursive: true });
  const modules = JSON.parse(readFileSync(join(directory, "modules.json"), "utf8")) as Readonly<Record<string, NativeModule>>;
  copyModules(modules, ROOT, into);
  if (form === "package") writeFileSync(join(into, PACKAGE_HASH), hash);
}
