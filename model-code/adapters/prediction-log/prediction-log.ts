import { predictionLine } from "../../core/serving/prediction-line";
import type { FeedbackRecord, PredictionRecord } from "../../core/serving/prediction-record";
import type { LogOptions, RecordLog } from "./record-log";
import { SpooledLog } from "./spooled-log";

/** What was asked and answered. */
export type PredictionLog = RecordLog<PredictionRecord>;
/** Labels as they come in. */
export type FeedbackLog = RecordLog<FeedbackRecord>;

export const openPredictionLog = (options: LogOptions): Promise<PredictionLog> => SpooledLog.open("predictions", options, predictionLine);
export const openFeedbackLog = (options: LogOptions): Promise<FeedbackLog> => SpooledLog.open("feedback", options);
