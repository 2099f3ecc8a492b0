import { type Batch, metricBatches, paramBatches, tagBatches } from "./batches";
import { checkArtifactPath, checkMetrics, checkParams, checkTags } from "./limits";
import type { MlflowRest } from "./mlflow-rest";
import { proxyRoot } from "./mlflow-run";
import type { Clock, Metric, Run, RunStatus } from "./tracker";

/** A run of an MLflow server that is written to. */
export class MlflowRunWriter implements Run {
  constructor(
    private readonly rest: MlflowRest,
    private readonly clock: Clock,
    readonly experiment: string,
    readonly runId: string,
    private readonly artifactUri: string | undefined,
    private readonly params: Map<string, string>,
  ) {}

  async logParams(params: Readonly<Record<string, string>>): Promise<void> {
    checkParams(params, this.params);
    for (const [key, value] of Object.entries(params)) this.params.set(key, value);
    await this.log(paramBatches(params));
  }

  async logMetrics(metrics: readonly Metric[]): Promise<void> {
    checkMetrics(metrics);
    await this.log(metricBatches(metrics));
  }

  async setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    checkTags(tags);
    await this.log(tagBatches(tags));
  }

  async logArtifact(path: string, content: Uint8Array): Promise<void> {
    checkArtifactPath(path);
    await this.rest.putArtifact(`${proxyRoot(this.artifactUri)}/${path}`, content);
  }

  async finish(status: Exclude<RunStatus, "RUNNING">, endTime: number = this.clock()): Promise<void> {
    await this.rest.post("runs/update", { run_id: this.runId, status, end_time: endTime });
  }

  /** A batch that is logged twice counts once, so it may be tried again. */
  async log(batches: readonly Batch[]): Promise<void> {
    for (const batch of batches) await this.rest.post("runs/log-batch", { run_id: this.runId, ...batch });
  }
}
