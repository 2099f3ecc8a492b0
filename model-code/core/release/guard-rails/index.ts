import type { GuardRail } from "../guard-rail";
import { errors } from "./errors";
import { latency } from "./latency";
import { loss } from "./loss";
import { predictionShift } from "./prediction-shift";

/** What a candidate must not do worse, in the order in which it is told. */
export const GUARD_RAILS: readonly GuardRail[] = [errors, latency, predictionShift, loss];
