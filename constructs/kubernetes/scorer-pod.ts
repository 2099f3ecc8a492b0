import type { DeploymentV1SpecTemplateSpec } from "@cdktf/provider-kubernetes/lib/deployment-v1";

/** The port that the scorer listens on. */
export const PORT = 8080;
/** Any id but root's; the image's files are readable by all. */
const USER = 65532;
/** Time after SIGTERM in which callers are still served: by then every gateway has heard that the pod ends. */
const DRAIN_SECONDS = 15;
/** Beside that: the longest request, and the last predictions on their way to the store. */
const GRACE_SECONDS = 60;

/** Of the volume of predictions on their way. */
const SPOOL_GIBIBYTES = 1;
/** Of that, what files may take; the rest is for folders. The kubelet evicts a pod whose volume has more than its limit, and removes the volume with all that is on it. */
const SPOOL_SHARE = 0.8;

/** Folders that a pod may write, and what goes there; the rest of its file system is read-only. */
const WRITABLE = [
  { name: "tmp", mountPath: "/tmp", sizeLimit: "64Mi" },
  { name: "packages", mountPath: "/packages", sizeLimit: "1Gi" },
  { name: "spool", mountPath: "/spool", sizeLimit: `${SPOOL_GIBIBYTES}Gi` },
] as const;
/** All of them full, and the container's log beside: the kubelet counts both, and evicts a pod that has more. */
const DISK_LIMIT = "3Gi";

/** The scorer's settings that follow from how its pod is laid out. */
export const POD_SETTINGS = {
  HOST: "0.0.0.0",
  PORT: String(PORT),
  CACHE_DIRECTORY: "/packages",
  SPOOL_DIRECTORY: "/spool",
  SPOOL_BYTES: String(Math.floor(SPOOL_SHARE * SPOOL_GIBIBYTES * 2 ** 30)),
  DRAIN_SECONDS: String(DRAIN_SECONDS),
  /** The lines that alerts and workbook count, which is to say that without them nobody hears of errors: `monitoring/requests.ts`. */
  LOG_REQUESTS: "true",
} as const;

export interface ScorerPodProps {
  readonly serviceAccount: string;
  readonly image: string;
  /** Name of the ConfigMap with the settings. */
  readonly config: string;
  /** Labels by which the pods are found. */
  readonly selector: Readonly<Record<string, string>>;
}

const probe = (path: string, everySeconds: number) => ({
  httpGet: { path, port: String(PORT), scheme: "HTTP" },
  periodSeconds: everySeconds,
  timeoutSeconds: 2,
  failureThreshold: 3,
});

/** Rather on different nodes and in different zones, but rather together than not at all. */
const spread = (topologyKey: string, selector: Readonly<Record<string, string>>) => ({
  topologyKey,
  maxSkew: 1,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: [{ matchLabels: { ...selector } }],
});

/**
 * A scorer's pod, as `restricted` of the pod security standards asks for. It has no `preStop` hook: the scorer itself goes on serving for
 * a while after SIGTERM, and its image has no shell to sleep in.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export const scorerPod = ({ serviceAccount, image, config, selector }: ScorerPodProps): DeploymentV1SpecTemplateSpec => ({
  serviceAccountName: serviceAccount,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: DRAIN_SECONDS + GRACE_SECONDS,
  topologySpreadConstraint: [spread("topology.kubernetes.io/zone", selector), spread("kubernetes.io/hostname", selector)],
  securityContext: {
    runAsNonRoot: true,
    runAsUser: String(USER),
    runAsGroup: String(USER),
    fsGroup: String(USER),
    seccompProfile: { type: "RuntimeDefault" },
  },
  volume: WRITABLE.map(({ name, sizeLimit }) => ({ name, emptyDir: { sizeLimit } })),
  container: [
    {
      name: "scorer",
      image,
      imagePullPolicy: "IfNotPresent",
      port: [{ name: "http", containerPort: PORT, protocol: "TCP" }],
      envFrom: [{ configMapRef: { name: config } }],
      resources: {
        requests: { cpu: "250m", memory: "256Mi", "ephemeral-storage": "128Mi" },
        limits: { cpu: "1", memory: "512Mi", "ephemeral-storage": DISK_LIMIT },
      },
      startupProbe: { ...probe("/v2/health/live", 2), failureThreshold: 30 },
      livenessProbe: probe("/v2/health/live", 10),
      readinessProbe: probe("/v2/health/ready", 5),
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
      },
      volumeMount: WRITABLE.map(({ name, mountPath }) => ({ name, mountPath })),
    },
  ],
});
