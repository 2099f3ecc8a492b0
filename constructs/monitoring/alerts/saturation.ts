import { figure, lines, text } from "../kql";
import { requests } from "../requests";
import type { AlertContext, AlertRule } from "./alert-rule";
import { FEWEST_REQUESTS } from "./service";

/** Share of its limit at which a container is as good as full. */
export const FULL = 0.9;
/** Share of requests that a server which has enough to do turns away at most. */
export const TURNED_AWAY = 0.01;

const COUNTERS = ["cpuUsageNanoCores", "cpuLimitNanoCores", "memoryWorkingSetBytes", "memoryLimitBytes"] as const;

/** Container Insights: pods near their limits, or as many pods as there may be. */
function onKubernetes({ model }: AlertContext, namespace: string): string {
  const { min, max } = model.serving.replicas;
  const [cpu, cpuLimit, memory, memoryLimit] = COUNTERS;
  return lines(
    `let pods = KubePodInventory | where Namespace == ${text(namespace)} and PodStatus == "Running";`,
    "let containers = pods | distinct ContainerName;",
    "let full = Perf",
    `| where ObjectName == "K8SContainer" and CounterName in (${COUNTERS.map(text).join(", ")})`,
    '| extend Path = split(InstanceName, "/")',
    '| extend ContainerName = strcat(tostring(Path[-2]), "/", tostring(Path[-1]))',
    "| where ContainerName in (containers)",
    "| summarize Value = avg(CounterValue) by ContainerName, CounterName",
    `| summarize Cpu = sumif(Value, CounterName == "${cpu}") / sumif(Value, CounterName == "${cpuLimit}"), Memory = sumif(Value, CounterName == "${memory}") / sumif(Value, CounterName == "${memoryLimit}") by ContainerName`,
    `| where Cpu > ${FULL} or Memory > ${FULL}`,
    "| project What = ContainerName, Share = max_of(Cpu, Memory);",
    // where there is but one number of pods, having that many says nothing
    max > min
      ? lines(
          "let most = pods",
          "| summarize Pods = dcount(Name) by bin(TimeGenerated, 5m)",
          "| summarize Least = min(Pods)",
          `| where Least >= ${max}`,
          `| project What = "pods", Share = Least / ${figure(max)}.0;`,
          "union full, most",
        )
      : "full",
  );
}

/** Functions scale by themselves; what they cannot take they turn away. */
const turnedAway = ({ by }: AlertContext): string =>
  lines(
    requests(by),
    "| summarize Requests = count(), Away = countif(Status in (429, 503))",
    `| where Requests >= ${FEWEST_REQUESTS} and Away > ${TURNED_AWAY} * Requests`,
  );

/** What serves has no more to give; `serving.replicas.max` is the most pods that there may be. */
export const saturationAlert = (context: AlertContext): AlertRule => ({
  key: "saturation",
  severity: "warning",
  runbook: "docs/runbooks/model-saturation.md",
  summary: `What serves ${context.model.name} is near its limits.`,
  everyMinutes: 15,
  lookBackMinutes: 30,
  query: context.by.host === "aks" ? onKubernetes(context, context.by.namespace) : turnedAway(context),
});
