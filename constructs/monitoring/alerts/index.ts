import { lines, text } from "../kql";
import type { AlertContext, AlertRule } from "./alert-rule";
import { quarantineAlert, staleAnswersAlert, staleDataAlert } from "./data";
import { ingestFailedAlert, prepareFailedAlert } from "./pipelines";
import { decayAlert, driftAlert, silentMonitorsAlert } from "./quality";
import { retrainingFailedAlert, retrainingHoursAlert } from "./retraining";
import { saturationAlert } from "./saturation";
import { errorAlerts, latencyAlert } from "./service";
import { trafficAlert } from "./traffic";

/** Every finding names the model that it is about. */
const named = (rule: AlertRule, model: string): AlertRule => ({ ...rule, query: lines(rule.query, `| extend Model = ${text(model)}`) });

/** Alerts of a model wherever it answers. */
export const servingAlerts = (context: AlertContext): readonly AlertRule[] =>
  [
    ...errorAlerts(context),
    latencyAlert(context),
    saturationAlert(context),
    trafficAlert(context),
    ...staleAnswersAlert(context),
    driftAlert(context),
    decayAlert(context),
    silentMonitorsAlert(context),
  ].map((rule) => named(rule, context.model.name));

/** Alerts of a model where its data is and it is trained. */
export const trainingAlerts = (context: AlertContext): readonly AlertRule[] =>
  [
    ...ingestFailedAlert(context),
    prepareFailedAlert(context),
    ...staleDataAlert(context),
    quarantineAlert(context),
    retrainingFailedAlert(context),
    retrainingHoursAlert(context),
  ].map((rule) => named(rule, context.model.name));
