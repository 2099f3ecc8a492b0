import type { StressScenario } from "../evaluation";
import type { Scenario } from "../scenario";
import { flat } from "./flat";
import { gap } from "./gap";
import { halt } from "./halt";
import { missingNews } from "./missing-news";
import { tenfoldVolume } from "./tenfold-volume";

/** Every shock that a model.yaml can name. */
export const STRESS: Readonly<Record<StressScenario, Scenario>> = {
  gap,
  halt,
  flat,
  "tenfold-volume": tenfoldVolume,
  "missing-news": missingNews,
};
