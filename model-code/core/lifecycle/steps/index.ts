import type { Step } from "../step";
import { clean } from "./clean";
import { curate } from "./curate";
import { evaluate } from "./evaluate";
import { extractFeatures } from "./extract-features";
import { ingest } from "./ingest";
import { packageModel } from "./package";
import { register } from "./register";
import { selectBest } from "./select-best";
import { selectFeatures } from "./select-features";
import { split } from "./split";
import { standardize } from "./standardize";
import { train } from "./train";
import { tune } from "./tune";
import { validate } from "./validate";

/**
 * The lifecycle in its order. Both runners read this table: the Azure ML pipeline job and the local one.
 * The split comes before the selection of features, because the test period must have no say in it, and the search before the
 * training, because training is a single fit with what the search has found.
 */
export const STEPS: readonly Step[] = [
  ingest,
  validate,
  clean,
  standardize,
  curate,
  extractFeatures,
  split,
  selectFeatures,
  tune,
  train,
  evaluate,
  selectBest,
  packageModel,
  register,
];
