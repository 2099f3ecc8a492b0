import { join, resolve } from "node:path";

/** The project's folder, wherever the command is called from. */
export const ROOT = resolve(__dirname, "..");
export const MODELS = join(ROOT, "model-code/models");
export const ENVIRONMENTS = join(ROOT, "environments");
/** Where a run keeps its store and its local copies. */
export const WORK = join(ROOT, ".mlops");
export const REPORT = join(ROOT, "out/report.html");
/** Where programs are put that `mlops tools` installs. */
export const TOOLS_FOLDER = join(ROOT, ".mlops/tools");
