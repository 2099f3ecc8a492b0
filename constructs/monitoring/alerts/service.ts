import { figure, lines } from "../kql";
import { requests } from "../requests";
import { type AlertContext, type AlertRule, HOUR } from "./alert-rule";

/**
 * How fast the budget of errors is used up, in multiples of what lasts a month: held over a long window, so that a blip wakes nobody,
 * and over a short one, so that the alert ends when the errors do.
 * @see Beyer et al., The Site Reliability Workbook (2018), ch. 5, table 5-8: 2 % of a month's budget in an hour, 5 % in six
 */
export const BURN_RATES = {
  fast: { factor: 14.4, longMinutes: HOUR, shortMinutes: 5, severity: "critical" },
  slow: { factor: 6, longMinutes: 6 * HOUR, shortMinutes: 30, severity: "error" },
} as const;

/** Errors below which a share of them says nothing. */
export const FEWEST_ERRORS = 5;
/** Requests below which a percentile says nothing. */
export const FEWEST_REQUESTS = 20;

/** Share of errors at which a burn rate is reached; all requests at most, where the objective is low. */
export const burningShare = (availability: number, factor: number): number => Math.min(1, factor * (1 - availability));

const percent = (share: number): string => `${figure(share * 100)} %`;

function burn({ model, by }: AlertContext, speed: keyof typeof BURN_RATES): AlertRule {
  const { factor, longMinutes, shortMinutes, severity } = BURN_RATES[speed];
  const { availability } = model.serving.slo;
  const share = figure(burningShare(availability, factor));
  return {
    key: `errors-${speed}`,
    severity,
    runbook: "docs/runbooks/model-errors.md",
    summary: `${model.name} answers with errors ${factor} times as often as its objective of ${percent(availability)} allows.`,
    everyMinutes: speed === "fast" ? 5 : 30,
    lookBackMinutes: longMinutes,
    query: lines(
      `let answers = ${requests(by)};`,
      // back from the newest, not from now: Azure has them minutes late, all alike
      "let newest = toscalar(answers | summarize max(TimeGenerated));",
      "answers",
      `| extend Recent = TimeGenerated > newest - ${shortMinutes}m, Failed = Status >= 500`,
      "| summarize Requests = count(), Errors = countif(Failed), RecentRequests = countif(Recent), RecentErrors = countif(Recent and Failed)",
      `| where Errors >= ${FEWEST_ERRORS} and Errors >= ${share} * Requests and RecentErrors > 0 and RecentErrors >= ${share} * RecentRequests`,
    ),
  };
}

/** Errors of the server against `serving.slo.availability`. */
export const errorAlerts = (context: AlertContext): readonly AlertRule[] => [burn(context, "fast"), burn(context, "slow")];

/** The 95th percentile against `serving.slo.p95Milliseconds`. */
export const latencyAlert = ({ model, by }: AlertContext): AlertRule => {
  const { p95Milliseconds } = model.serving.slo;
  return {
    key: "latency",
    severity: "error",
    runbook: "docs/runbooks/model-latency.md",
    summary: `More than 5 of 100 requests to ${model.name} take longer than ${figure(p95Milliseconds)} ms.`,
    everyMinutes: 15,
    lookBackMinutes: 30,
    query: lines(
      requests(by),
      "| where Status < 400",
      "| summarize Requests = count(), P95 = percentile(Milliseconds, 95)",
      `| where Requests >= ${FEWEST_REQUESTS} and P95 > ${figure(p95Milliseconds)}`,
    ),
  };
};
