import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { readLocalFolder } from "../adapters/blob-store/local-folder";
import { sha256, treeDigest } from "../core/package/tree-digest";
import { type LockFile, lockSubset } from "./lock-subset";

/** What is deployed: a folder, and the sha256 that names its content. */
export interface Bundle {
  readonly hash: string;
  readonly directory: string;
}

const ROOT = resolve(__dirname, "../..");

interface BundleKind {
  /** Modules with native parts; they are installed beside the bundle, not bundled. */
  readonly native: readonly string[];
  /** Modules that whoever runs the bundle brings along. */
  readonly provided: readonly string[];
  /** Names the script in package.json, as the Functions host wants it. */
  readonly isMain: boolean;
}

/** What is deployed, by its entry point in this folder. */
const BUNDLES = {
  job: { native: ["@duckdb/node-api", "onnxruntime-node"], provided: [], isMain: false },
  server: { native: ["onnxruntime-node"], provided: [], isMain: false },
  function: { native: ["onnxruntime-node"], provided: ["@azure/functions-core"], isMain: true },
  control: { native: [], provided: ["@azure/functions-core"], isMain: true },
} as const satisfies Readonly<Record<string, BundleKind>>;

export type BundleName = keyof typeof BUNDLES;
const entryPoint = (name: BundleName) => join(ROOT, `model-code/hosts/${name}.ts`);
export const BUNDLE_NAMES = Object.keys(BUNDLES) as readonly BundleName[];

/** What the Functions host itself reads. */
const functionsSettings = (name: BundleName) => join(ROOT, `model-code/hosts/${name}/host.json`);

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const directoryOf = (into: string, name: BundleName, hash: string) => join(into, `${name}-${hash.slice(0, 16)}`);

async function build(name: BundleName, into: string): Promise<Bundle> {
  const { native, provided, isMain }: BundleKind = BUNDLES[name];
  const partial = join(into, `${name}.partial-${randomUUID()}`);
  mkdirSync(partial, { recursive: true });
  // esbuild is loaded only where there is something to build
  const esbuild = await import("esbuild");
  await esbuild.build({
    entryPoints: [entryPoint(name)],
    absWorkingDir: ROOT,
    outfile: join(partial, `${name}.js`),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
    keepNames: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    // a linked folder counts as where it is linked, so that the source map's paths are the same everywhere
    preserveSymlinks: true,
    external: [...native, ...provided],
    // some modules ask where they are in the way of ES modules, which a CommonJS bundle has to be told
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "importMetaUrl" },
    logLevel: "error",
  });
  const { manifest, lock } = lockSubset(
    JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as LockFile,
    `mlops-${name}`,
    native,
  );
  writeFileSync(join(partial, "package.json"), json(isMain ? { ...manifest, main: `${name}.js` } : manifest));
  writeFileSync(join(partial, "package-lock.json"), json(lock));
  if (isMain) copyFileSync(functionsSettings(name), join(partial, "host.json"));
  const { digest } = await readLocalFolder(partial);
  const directory = directoryOf(into, name, digest);
  // an earlier build, or another process, may have put the same bytes there; what somebody has changed is no such build
  if (existsSync(directory) && (await readLocalFolder(directory)).digest === digest) rmSync(partial, { recursive: true });
  else {
    rmSync(directory, { recursive: true, force: true });
    renameSync(partial, directory);
  }
  return { hash: digest, directory };
}

/** Names what a bundle is made of: every source below model-code, and the lock of what it takes from others. */
function sourcesKey(): string {
  const files = readdirSync(join(ROOT, "model-code"), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && (e.name.endsWith(".ts") || e.name === "host.json"))
    .map((e) => join(e.parentPath, e.name));
  const measured = [...files, join(ROOT, "package-lock.json")].map((file) => {
    const content = readFileSync(file);
    return { path: relative(ROOT, file).split(sep).join("/"), bytes: content.length, sha256: sha256(content) };
  });
  return treeDigest(measured);
}

/**
 * Builds one of what is deployed. Equal sources give equal bytes in any folder on any machine; the hash is the version. What was built
 * of the same sources, and is whole, is not built again.
 * @param into folder below the project's, because a source map names its sources relative to it. @default dist
 */
export async function buildBundle(name: BundleName, into = join(ROOT, "dist")): Promise<Bundle> {
  const note = join(into, `${name}-of-${sourcesKey().slice(0, 16)}`);
  if (existsSync(note)) {
    const hash = readFileSync(note, "utf8");
    const directory = directoryOf(into, name, hash);
    if (existsSync(directory) && (await readLocalFolder(directory)).digest === hash) return { hash, directory };
  }
  const bundle = await build(name, into);
  writeFileSync(note, bundle.hash);
  return bundle;
}
