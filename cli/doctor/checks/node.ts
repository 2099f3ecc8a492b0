import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check";
import { ok } from "../finding";
import { isAtLeast, versionIn } from "../version";

/** The Node.js that runs this, against what package.json asks for. */
export const node: Check = {
  name: "node",
  steps: ["run", "synth", "publish", "plan", "deploy", "devops"],
  async look({ root, node: version }) {
    const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } };
    const expected = `Node.js ${engines.node}`;
    if (isAtLeast(versionIn(version) ?? [], versionIn(engines.node) ?? [])) return [ok(expected, version)];
    return [{ status: "missing", expected, got: version, remedy: "Install a newer one: https://nodejs.org" }];
  },
};
