import { dynamic, lines, text } from "./kql";

/** What answers a model's requests, and so where they are logged. */
export type ServedBy =
  /** @param hours when the cluster runs, UTC; always, if left out */
  | { readonly host: "aks"; readonly namespace: string; readonly hours?: { readonly start: string; readonly stop: string } }
  /** @param app name of the Functions app */
  | { readonly host: "functions"; readonly app: string };

/** Routes that score, as the scorer's log names them; health, metrics and pages are no requests to a model. */
export const PREDICTION_ROUTES = [
  "/predict",
  "/predict/batch",
  "/models/:model/predict",
  "/models/:model/predict/batch",
  "/v2/models/:model/infer",
  "/v2/models/:model/versions/:version/infer",
] as const;

/**
 * KQL: a model's requests, a row each, with `TimeGenerated`, `Status` of HTTP and `Milliseconds` from head to answer.
 * Kubernetes has them in the scorer's own log, a JSON object a line; Functions in what its host traces.
 */
export const requests = (by: ServedBy): string =>
  by.host === "aks"
    ? lines(
        "ContainerLogV2",
        `| where PodNamespace == ${text(by.namespace)}`,
        "| extend Line = parse_json(tostring(LogMessage))",
        `| where tostring(Line.msg) == "answered" and tostring(Line.route) in (${dynamic(PREDICTION_ROUTES)})`,
        "| project TimeGenerated, Status = toint(Line.status), Milliseconds = toreal(Line.milliseconds)",
      )
    : lines(
        "AppRequests",
        `| where AppRoleName == ${text(by.app)} and Url has_any ("predict", "infer")`,
        "| project TimeGenerated, Status = toint(ResultCode), Milliseconds = DurationMs",
      );
