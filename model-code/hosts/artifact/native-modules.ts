import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { BadInput, type Problem } from "../../core/problem";
import type { LockFile } from "../lock-subset";

/** A module that stands beside a bundle: its version, and the files of it that Linux on x64 runs. */
export interface NativeModule {
  readonly version: string;
  /** Paths inside it; one that ends in a slash is a folder with all below. */
  readonly keeps: readonly string[];
}

/**
 * What of the modules with native parts is needed to run. The rest is what they bring for other platforms (240 of onnxruntime's 290 MB),
 * their types, and what only their install scripts need, which are off.
 */
const KEEPS: Readonly<Record<string, readonly string[]>> = {
  "@duckdb/node-bindings": ["LICENSE", "duckdb.js", "package.json"],
  "@duckdb/node-bindings-linux-x64": ["LICENSE", "duckdb.node", "libduckdb.so", "package.json"],
  "detect-libc": ["LICENSE", "lib/", "package.json"],
  "onnxruntime-common": ["dist/cjs/", "package.json"],
  "onnxruntime-node": ["bin/napi-v6/linux/x64/", "dist/", "package.json"],
};

/** Needed by install scripts alone. */
const INSTALL_ONLY = new Set(["adm-zip", "global-agent"]);

const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

/**
 * The modules that a bundle needs beside it, by where they lie.
 * @param lock the bundle's part of the lock
 * @param roots the modules that it names itself
 * @throws Error for a module of which nobody has said what to keep
 */
export function nativeModules(lock: LockFile, roots: readonly string[]): Readonly<Record<string, NativeModule>> {
  const modules: Record<string, NativeModule> = {};
  const add = (name: string): void => {
    const path = `node_modules/${name}`;
    const found = lock.packages[path];
    if (found === undefined || modules[path] !== undefined) return;
    const keeps = KEEPS[name];
    if (keeps === undefined) throw new Error(`${name}: expected an entry in KEEPS of native-modules.ts that says which of its files run`);
    modules[path] = { version: found.version, keeps };
    for (const next of Object.keys({ ...found.dependencies, ...found.optionalDependencies })) if (!INSTALL_ONLY.has(next)) add(next);
  };
  for (const root of roots) add(root);
  return Object.fromEntries(Object.entries(modules).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const isTypes = (path: string) => /\.(d\.[cm]?ts|map)$/.test(path);

/**
 * Copies modules as they were installed, without what does not run here.
 * @param project folder whose node_modules they come from
 * @throws BadInput with every module that is not there in its version
 */
export function copyModules(modules: Readonly<Record<string, NativeModule>>, project: string, into: string): void {
  const problems: Problem[] = [];
  for (const [path, { version }] of Object.entries(modules)) {
    const manifest = join(project, path, "package.json");
    const found = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version : "none";
    if (found !== version)
      problems.push({
        where: path,
        expected: version,
        got: found,
        remedy: "Run `npm ci`; on another platform than Linux on x64, `npm ci --os=linux --cpu=x64 --libc=glibc`.",
      });
  }
  if (problems.length > 0) throw new BadInput(`the modules of ${nameOf(into)}`, problems);
  for (const [path, { keeps }] of Object.entries(modules)) {
    const isKept = (file: string) => keeps.some((k) => (k.endsWith("/") ? file.startsWith(k) : file === k)) && !isTypes(file);
    const from = join(project, path);
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name).slice(from.length + 1);
      if (!entry.isFile() || !isKept(file.split(sep).join("/"))) continue;
      mkdirSync(dirname(join(into, path, file)), { recursive: true });
      cpSync(join(from, file), join(into, path, file));
    }
  }
}
