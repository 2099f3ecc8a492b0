import type { LockFile } from "../lock-subset";

const NODE_MODULES = "node_modules/";

/** The package that a path of a bundle's input lies in, as the lock calls it: `node_modules/a/node_modules/@b/c`. */
export function packageOf(input: string): string | undefined {
  const at = input.lastIndexOf(NODE_MODULES);
  if (at < 0) return undefined;
  const [first = "", second = ""] = input.slice(at + NODE_MODULES.length).split("/");
  return `${input.slice(0, at)}${NODE_MODULES}${first.startsWith("@") ? `${first}/${second}` : first}`;
}

const hex = (integrity: string) => Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");

/**
 * A bill of materials: every npm package of which something is in the bundle or beside it, with version, license and the hash by which
 * npm would refuse another. It says nothing of when or where it was made, so that equal inputs give equal bytes.
 * @param packages keys of the lock's `packages`
 * @throws Error if the lock does not hold one of them
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function billOfMaterials(name: string, packages: readonly string[], lock: LockFile): object {
  const components = [...new Set(packages)].sort().map((path) => {
    const found = lock.packages[path];
    if (found === undefined) throw new Error(`package-lock.json does not hold ${path}: run npm ci`);
    const packageName = path.slice(path.lastIndexOf(NODE_MODULES) + NODE_MODULES.length);
    const purl = `pkg:npm/${packageName.replace("@", "%40")}@${found.version}`;
    return {
      type: "library",
      "bom-ref": `${purl}#${path}`,
      name: packageName,
      version: found.version,
      purl,
      ...(found.license !== undefined && { licenses: [{ expression: found.license }] }),
      ...(found.integrity?.startsWith("sha512-") && { hashes: [{ alg: "SHA-512", content: hex(found.integrity) }] }),
    };
  });
  const application = { type: "application", "bom-ref": name, name };
  return { bomFormat: "CycloneDX", specVersion: "1.6", version: 1, metadata: { component: application }, components };
}
