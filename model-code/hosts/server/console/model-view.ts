import type { SealedEntry } from "../../../core/audit/chain";
import type { ShownReport } from "../../../core/monitor/shown-report";
import { Refused } from "../../../core/serving/problem-details";
import type { Scored } from "../../scorer/scorer";
import type { ServedModel } from "../../scorer/served-model";
import type { VersionTraffic } from "../traffic";
import type { Reading } from "./kept";

/** What somebody sent by the form of a model, and what came of it. */
export interface Trial {
  /** By the name of the input. */
  readonly given: ReadonlyMap<string, string>;
  readonly outcome: Scored | Refused;
}

/** What is known of a model when the page is asked for. */
export interface ModelView {
  readonly model: ServedModel;
  readonly report: ShownReport | null;
  /** Why the newest report is unreadable, and `report` an older one or none. */
  readonly reportProblem: string | null;
  readonly traffic: readonly VersionTraffic[];
  /** Newest first. */
  readonly decisions: Reading<readonly SealedEntry[]>;
  readonly trial: Trial | undefined;
}

export const isRefused = (outcome: Trial["outcome"]): outcome is Refused => outcome instanceof Refused;
