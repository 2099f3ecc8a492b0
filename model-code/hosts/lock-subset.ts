interface LockedPackage {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly license?: string;
  /** Hash of what npm downloads. */
  readonly integrity?: string;
}

export interface LockFile {
  readonly lockfileVersion: number;
  readonly requires?: true;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const TARGET = { os: "linux", cpu: "x64" };

const fits = (p: LockedPackage) =>
  (p.os === undefined || p.os.includes(TARGET.os)) &&
  (p.cpu === undefined || p.cpu.includes(TARGET.cpu)) &&
  (p.libc === undefined || p.libc.includes("glibc"));

/**
 * The part of a lock file that some packages need, for linux-x64 alone: the same versions, with the same integrity.
 * @param roots packages to install, at the top level of `lock`
 * @throws Error if the lock does not hold one of them
 */
export function lockSubset(lock: LockFile, name: string, roots: readonly string[]): { readonly manifest: object; readonly lock: LockFile } {
  const kept: Record<string, LockedPackage> = {};
  /** Node's own order: the package's node_modules, then that of each package around it, then the top level. */
  const resolve = (from: string, wanted: string): string | undefined => {
    for (let scope = from; scope !== ""; scope = scope.slice(0, Math.max(0, scope.lastIndexOf("/node_modules/"))))
      if (lock.packages[`${scope}/node_modules/${wanted}`] !== undefined) return `${scope}/node_modules/${wanted}`;
    return lock.packages[`node_modules/${wanted}`] === undefined ? undefined : `node_modules/${wanted}`;
  };
  const keep = (from: string, wanted: string, optional: boolean): void => {
    const path = resolve(from, wanted);
    const found = path === undefined ? undefined : lock.packages[path];
    if (path === undefined || found === undefined) {
      if (optional) return;
      throw new Error(`package-lock.json does not hold ${wanted}: run npm install`);
    }
    if ((optional && !fits(found)) || kept[path] !== undefined) return;
    kept[path] = found;
    for (const dependency of Object.keys(found.dependencies ?? {})) keep(path, dependency, false);
    for (const dependency of Object.keys(found.optionalDependencies ?? {})) keep(path, dependency, true);
  };
  for (const root of roots) keep("", root, false);
  const dependencies = Object.fromEntries(roots.map((root) => [root, lock.packages[`node_modules/${root}`]!.version]));
  const head = { name, version: "0.0.0" };
  const manifest = { ...head, private: true, dependencies };
  const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    manifest,
    lock: { ...head, lockfileVersion: lock.lockfileVersion, requires: true, packages: { "": manifest, ...sorted } },
  };
}
