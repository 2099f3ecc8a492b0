import { calibration } from "./calibration";
import { candidates } from "./candidates";
import { curves } from "./curves";
import { dataQuality } from "./data-quality";
import { featureSelection } from "./feature-selection";
import { gates } from "./gates";
import { importance } from "./importance";
import { lineage } from "./lineage";
import { modelFacts } from "./model-facts";
import { search } from "./search";
import type { Section } from "./section";
import { slices } from "./slices";
import { split } from "./split";
import { stress } from "./stress";

/** The sections of a model's report, in their order: first the verdict, then what it rests on, in the order of the lifecycle. */
export const SECTIONS: readonly Section[] = [
  gates,
  modelFacts,
  lineage,
  dataQuality,
  split,
  featureSelection,
  search,
  candidates,
  curves,
  calibration,
  importance,
  slices,
  stress,
];
