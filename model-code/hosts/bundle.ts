import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { sha256, treeDigest } from "../core/package/tree-digest";
import { type ContentFolder, contentFolder, directoryOf, isWhole } from "./artifact/content-folder";
import { nativeModules } from "./artifact/native-modules";
import { billOfMaterials, packageOf } from "./artifact/sbom";
import { type LockFile, lockSubset } from "./lock-subset";

/** What runs: a folder, and the sha256 that names its content. */
export type Bundle = ContentFolder;

export const ROOT = resolve(__dirname, "../..");

interface BundleKind {
  /** Modules with native parts; they are installed beside the bundle, not bundled. */
  readonly native: readonly string[];
  /** Modules that whoever runs the bundle brings along. */
  readonly provided: readonly string[];
  /** Names the script in package.json, as the Functions host wants it. */
  readonly isMain: boolean;
  /**
   * Whether names are shortened, and each function is told its own where it is made. What answers requests makes functions for each: to
   * tell them took a sixth of a request's time.
   */
  readonly hasShortNames: boolean;
}

/** What is deployed, by its entry point in this folder. */
const BUNDLES = {
  job: { native: ["@duckdb/node-bindings", "onnxruntime-node"], provided: [], isMain: false, hasShortNames: true },
  server: { native: ["onnxruntime-node"], provided: [], isMain: false, hasShortNames: false },
  function: { native: ["onnxruntime-node"], provided: ["@azure/functions-core"], isMain: true, hasShortNames: false },
  control: { native: [], provided: ["@azure/functions-core"], isMain: true, hasShortNames: false },
} as const satisfies Readonly<Record<string, BundleKind>>;

export type BundleName = keyof typeof BUNDLES;
const entryPoint = (name: BundleName) => join(ROOT, `model-code/hosts/${name}.ts`);
export const BUNDLE_NAMES = Object.keys(BUNDLES) as readonly BundleName[];

/** What the Functions host itself reads. */
const functionsSettings = (name: BundleName) => join(ROOT, `model-code/hosts/${name}/host.json`);

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Builds a script in the way of a bundle; a bench so runs what is deployed, around what it measures. */
export async function buildScript(name: BundleName, entry: string, outfile: string) {
  const { native, provided, hasShortNames }: BundleKind = BUNDLES[name];
  // esbuild is loaded only where there is something to build
  const esbuild = await import("esbuild");
  const { compiledCheck } = await import("./compiled-check");
  return esbuild.build({
    metafile: true,
    entryPoints: [entry],
    absWorkingDir: ROOT,
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minifyWhitespace: true,
    minifySyntax: true,
    minifyIdentifiers: hasShortNames,
    keepNames: hasShortNames,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    // a linked folder counts as where it is linked, so that the source map's paths are the same everywhere
    preserveSymlinks: true,
    external: [...native, ...provided],
    plugins: [compiledCheck],
    // some modules ask where they are in the way of ES modules, which a CommonJS bundle has to be told
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    define: { "import.meta.url": "importMetaUrl" },
    logLevel: "error",
  });
}

async function fill(partial: string, name: BundleName): Promise<void> {
  const { native, isMain }: BundleKind = BUNDLES[name];
  const { metafile } = await buildScript(name, entryPoint(name), join(partial, `${name}.js`));
  const whole = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as LockFile;
  const { manifest, lock } = lockSubset(whole, `mlops-${name}`, native);
  const beside = nativeModules(lock, native);
  const within = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs).flatMap((i) => packageOf(i) ?? []));
  writeFileSync(join(partial, "modules.json"), json(beside));
  writeFileSync(join(partial, "sbom.cdx.json"), json(billOfMaterials(`mlops-${name}`, [...within, ...Object.keys(beside)], whole)));
  writeFileSync(join(partial, "package.json"), json(isMain ? { ...manifest, main: `${name}.js` } : manifest));
  writeFileSync(join(partial, "package-lock.json"), json(lock));
  if (isMain) copyFileSync(functionsSettings(name), join(partial, "host.json"));
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
    if (await isWhole(directory, hash)) return { hash, directory };
  }
  const bundle = await contentFolder(into, name, (folder) => fill(folder, name));
  writeFileSync(note, bundle.hash);
  return bundle;
}
