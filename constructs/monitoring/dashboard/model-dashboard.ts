import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import { BURN_RATES, burningShare } from "../alerts/service";
import { figure } from "../kql";
import { PREDICTION_ROUTES } from "../requests";
import { dashboard, type Panel } from "./panels";

const quoted = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"');

/** What the scorer measures of itself, as Prometheus has it. */
function panels({ name, serving }: ModelSpec): readonly Panel[] {
  const { availability, p95Milliseconds } = serving.slo;
  const own = `namespace="${quoted(name)}"`;
  const routes = `${own},route=~"${PREDICTION_ROUTES.map((r) => quoted(r)).join("|")}"`;
  const of = `model="${quoted(name)}"`;
  const rate = (metric: string, selector: string) => `sum(rate(${metric}{${selector}}[5m]))`;
  const quantile = (q: number) =>
    `histogram_quantile(${figure(q)}, sum by (le) (rate(mlops_http_request_duration_seconds_bucket{${routes}}[5m])))`;
  return [
    {
      title: "Requests a second",
      unit: "reqps",
      series: { "{{status}}": `sum by (status) (rate(mlops_http_requests_total{${routes}}[5m]))` },
    },
    {
      title: "Errors as a share of requests; the line is what uses up a month's budget in two days",
      unit: "percentunit",
      limit: Number(figure(burningShare(availability, BURN_RATES.fast.factor))),
      series: { errors: `${rate("mlops_http_requests_total", `${routes},status=~"5.."`)} / ${rate("mlops_http_requests_total", routes)}` },
    },
    {
      title: "Latency; the line is the objective",
      unit: "s",
      limit: Number(figure(p95Milliseconds / 1000)),
      series: { median: quantile(0.5), "95 of 100": quantile(0.95) },
    },
    {
      title: "Rows scored a second, by version",
      unit: "reqps",
      series: { "{{arm}} {{digest}}": `sum by (arm, digest) (rate(mlops_predictions_total{${of}}[5m]))` },
    },
    {
      title: "Share of callers, by version",
      unit: "percentunit",
      series: { "{{arm}} {{digest}}": `max by (arm, digest) (mlops_served_weight{${of}})` },
    },
    {
      title: "Drift as a share of its threshold; from the line on it counts",
      unit: "percentunit",
      limit: 1,
      series: { "{{column}} {{statistic}}": `max by (column, statistic) (mlops_drift{${of}} / mlops_drift_threshold{${of}})` },
    },
    { title: "State by the monitors", unit: "short", series: { "{{state}}": `max by (state) (mlops_monitor_state{${of}})` } },
    {
      title: "Bytes of predictions on their way to the store",
      unit: "bytes",
      series: { "{{pod}}": `sum by (pod) (mlops_log_spooled_bytes{${own}})` },
    },
  ];
}

/** A model's dashboard for Grafana. Its lines are figures of model.yaml. */
export const modelDashboard = (model: ModelSpec) =>
  dashboard(`mlops-${model.name}`, model.name, `${model.title} Owner: ${model.owner.team}, ${model.owner.contact}.`, panels(model));
