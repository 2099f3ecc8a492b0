import { createRequire } from "node:module";
import { join } from "node:path";
import type { Check } from "../check";
import { ok } from "../finding";

/** Modules that are machine code: installed for another system or an older C library they do not load. */
const MODULES = ["@duckdb/node-api", "onnxruntime-node"];

/** DuckDB and onnxruntime load on this machine. */
export const nativeModules: Check = {
  name: "native modules",
  steps: ["run"],
  async look({ root }) {
    const load = createRequire(join(root, "package.json"));
    const broken = MODULES.flatMap((module) => {
      try {
        load(module);
        return [];
      } catch (error) {
        return `${module}: ${(error as Error).message.split("\n")[0]}`;
      }
    });
    const expected = `${MODULES.join(" and ")} load`;
    if (broken.length === 0) return [ok(expected, "they load")];
    const remedy = `npm ci, on this system (${process.platform} ${process.arch}); they need glibc on Linux.`;
    return [{ status: "missing", expected, got: broken.join("; "), remedy }];
  },
};
