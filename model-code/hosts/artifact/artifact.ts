import { copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BundleName, buildBundle, ROOT } from "../bundle";
import { PACKAGE_HASH } from "../package-health";
import { type ContentFolder, contentFolder } from "./content-folder";
import { copyModules, type NativeModule } from "./native-modules";

/** How a bundle gets to where it runs. */
type Form = "image" | "package";

export const ARTIFACTS = {
  job: "image",
  server: "image",
  function: "package",
  control: "package",
} as const satisfies Readonly<Record<BundleName, Form>>;

export const ARTIFACT_NAMES = Object.keys(ARTIFACTS) as readonly BundleName[];

/** A bundle with all that it is published with but its modules, and no model; the hash is the version: an image's tag, a package's name. */
export interface Artifact extends ContentFolder {
  readonly name: BundleName;
  readonly form: Form;
}

/** Where the package store keeps a package. */
export const packageBlob = ({ name, hash }: Pick<Artifact, "name" | "hash">): string => `bundles/${name}/${hash}.zip`;

/**
 * Lays out what is published, without building or installing anything that the version does not need: modules are named by the lock.
 * Equal sources give equal bytes in any folder on any machine.
 * @param into folder below the project's
 */
export async function buildArtifact(name: BundleName, into = join(ROOT, "dist")): Promise<Artifact> {
  const bundle = await buildBundle(name, into);
  const form = ARTIFACTS[name];
  const folder = await contentFolder(into, `${name}-${form}`, (partial) => {
    cpSync(bundle.directory, partial, { recursive: true });
    if (form === "image") copyFileSync(join(ROOT, `model-code/hosts/images/${name}.Dockerfile`), join(partial, "Dockerfile"));
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
