import { HorizontalPodAutoscalerV2 } from "@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2";
import type { Construct } from "constructs";
import type { CustomObject } from "./custom/kinds";

/** When pods answer at all: two times of a weekday in a zone of the IANA database, `08:00`. */
export interface ServingHours {
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
}

export interface ScalingProps {
  readonly name: string;
  readonly namespace: string;
  readonly deployment: string;
  readonly min: number;
  readonly max: number;
}

/** Share of the requested processor time, in percent, above which there are more pods. */
const BUSY_PERCENT = 60;
/** Time for which there must be less to do before pods go. */
const CALM_SECONDS = 300;

/** As many pods as there is to do, always. */
export function scaleByLoad(scope: Construct, id: string, { name, namespace, deployment, min, max }: ScalingProps): void {
  new HorizontalPodAutoscalerV2(scope, id, {
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
      minReplicas: min,
      maxReplicas: max,
      metric: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: BUSY_PERCENT } } }],
      behavior: {
        scaleDown: [
          {
            stabilizationWindowSeconds: CALM_SECONDS,
            selectPolicy: "Max",
            policy: [{ type: "Percent", value: 50, periodSeconds: 60 }],
          },
        ],
      },
    },
  });
}

const cron = (time: string) => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return `${minutes} ${hours} * * 1-5`;
};

/**
 * As many pods as there is to do within hours, none at other times. KEDA makes the autoscaler of it: a second one beside it would fight
 * with it. Load alone could not bring the first pod back, which is why the hours do.
 */
export const scaleByHours = ({ name, namespace, deployment, min, max }: ScalingProps, hours: ServingHours): CustomObject => ({
  apiVersion: "keda.sh/v1alpha1",
  kind: "ScaledObject",
  metadata: { name, namespace },
  spec: {
    scaleTargetRef: { name: deployment },
    minReplicaCount: 0,
    maxReplicaCount: max,
    cooldownPeriod: CALM_SECONDS,
    triggers: [
      {
        type: "cron",
        metadata: { timezone: hours.timeZone, start: cron(hours.from), end: cron(hours.until), desiredReplicas: String(min) },
      },
      { type: "cpu", metricType: "Utilization", metadata: { value: String(BUSY_PERCENT) } },
    ],
  },
});
