import { BadInput } from "../../core/problem";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * The address of an MLflow server's REST API, without a slash at its end.
 * Azure ML gives its tracking URI as `azureml://<region>.api.azureml.ms/mlflow/v1.0/subscriptions/…/workspaces/<name>`: the API is at the
 * same place by https, which is what its own MLflow plug-in does with it; it wants a token of Entra ID.
 * @param withToken a token is to be sent, so the way must be private
 * @throws BadInput
 */
export function trackingUrl(uri: string, withToken: boolean): string {
  const text = uri.startsWith("azureml://") ? `https://${uri.slice("azureml://".length)}` : uri;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const refuse = (expected: string, remedy: string) =>
    new BadInput("the tracking URI", [{ where: "uri", expected, got: url ? `${url.protocol}//${url.host}` : "something else", remedy }]);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw refuse("http://…, https://… or azureml://…, without user or query", "Give the URI that MLFLOW_TRACKING_URI would hold.");
  }
  if (withToken && url.protocol === "http:" && !LOOPBACK.has(url.hostname)) throw refuse("https where a token is sent", "Use https.");
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
