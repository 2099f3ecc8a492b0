import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import type { QueryAlertProps } from "../query-alert";
import type { ServedBy } from "../requests";

/** What an alert's query depends on beside model.yaml. */
export interface AlertContext {
  readonly model: ModelSpec;
  readonly by: ServedBy;
}

/** One alert of a model: a plain object, its figures taken from model.yaml. */
export interface AlertRule
  extends Pick<QueryAlertProps, "summary" | "severity" | "runbook" | "query" | "everyMinutes" | "lookBackMinutes"> {
  /** Tells the model's alerts apart; part of the name. */
  readonly key: string;
}

export const HOUR = 60;
export const DAY = 24 * HOUR;
