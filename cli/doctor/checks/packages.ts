import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check";
import { ok } from "../finding";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean; readonly link?: boolean }>>;
}

/** How many of what is wrong are named. */
const NAMED = 3;

function versionAt(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly version?: string }).version;
  } catch {
    return undefined;
  }
}

/** The packages of node_modules, against package-lock.json; what may be for other machines is left out, as npm does. */
export const packages: Check = {
  name: "packages",
  steps: ["run", "synth", "publish", "plan", "deploy", "devops"],
  async look({ root }) {
    const { packages: locked } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
    const needed = Object.entries(locked).filter(([path, p]) => path !== "" && p.optional !== true && p.link !== true);
    const wrong = needed.flatMap(([path, { version }]) => {
      const got = versionAt(join(root, path));
      return got === version ? [] : `${path.replace(/^.*node_modules\//, "")} ${got ?? "absent"} instead of ${version}`;
    });
    const expected = "node_modules as package-lock.json says";
    if (wrong.length === 0) return [ok(expected, `${needed.length} as locked`)];
    const more = wrong.length > NAMED ? ` and ${wrong.length - NAMED} more` : "";
    return [{ status: "missing", expected, got: `${wrong.slice(0, NAMED).join(", ")}${more}`, remedy: "npm ci" }];
  },
};
