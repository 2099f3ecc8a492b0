import type { Progress } from "../core/lifecycle/step";

interface Logged {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly timestamp: number;
}

/** Where an Azure ML job's run is, which its environment says; undefined outside of one. */
function runOf(env: NodeJS.ProcessEnv): { readonly uri: string; readonly runId: string; readonly token: string | undefined } | undefined {
  const { MLFLOW_TRACKING_URI: uri, MLFLOW_RUN_ID: runId, MLFLOW_TRACKING_TOKEN: token } = env;
  return uri && runId ? { uri, runId, token } : undefined;
}

/**
 * Puts a job's figures beside its run in Azure ML, where a sweep finds what it compares.
 * @returns the progress that notes them, and what sends them at the end: a warning if it could not
 */
export function notedMetrics(progress: Progress, env: NodeJS.ProcessEnv) {
  const run = runOf(env);
  const noted: Logged[] = [];
  return {
    progress: {
      ...progress,
      metric(name: string, value: number, step?: number) {
        progress.metric(name, value, step);
        if (run !== undefined && Number.isFinite(value)) noted.push({ key: name, value, step: step ?? 0, timestamp: Date.now() });
      },
    },
    async send(): Promise<void> {
      if (run === undefined || noted.length === 0) return;
      const [{ MlflowRest }, { metricBatches }] = await Promise.all([
        import("../adapters/tracker/mlflow-rest"),
        import("../adapters/tracker/batches"),
      ]);
      const { uri, runId, token } = run;
      try {
        const rest = new MlflowRest(uri, token === undefined ? {} : { token: async () => token });
        for (const batch of metricBatches(noted)) await rest.post("runs/log-batch", { run_id: runId, ...batch });
      } catch (error) {
        progress.warn(`the run's figures were not taken: ${(error as Error).message}`);
      }
    },
  };
}
