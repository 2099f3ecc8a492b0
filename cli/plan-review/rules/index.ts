import { changesKey } from "./changes-key";
import { costsMore } from "./costs-more";
import { losesData } from "./loses-data";
import { opensNetwork } from "./opens-network";
import type { RiskRule } from "./rule";
import { takesAway } from "./takes-away";
import { touchesManyModels } from "./touches-many-models";
import { unprotects } from "./unprotects";
import { widensRole } from "./widens-role";

/** Every danger that a plan is looked through for; of equal level the first comes first. A rule is a file of its id. */
export const RISK_RULES: readonly RiskRule[] = [
  losesData,
  unprotects,
  opensNetwork,
  widensRole,
  changesKey,
  takesAway,
  touchesManyModels,
  costsMore,
];
