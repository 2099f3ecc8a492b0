import { tagBatches } from "./batches";
import { TrackerRefused } from "./errors";
import { checkArtifactPath, checkName, checkTags } from "./limits";
import { type MlflowOptions, MlflowRest } from "./mlflow-rest";
import { type MlflowMetric, type MlflowRun, metricOf, proxyRoot, record, summary } from "./mlflow-run";
import { MlflowRunWriter } from "./mlflow-run-writer";
import {
  byKeyStepTime,
  byStart,
  type Clock,
  type Metric,
  type Run,
  type RunRecord,
  type RunSummary,
  type StartRun,
  type Tracker,
} from "./tracker";

const PAGE = 1000;

/**
 * A tracker over MLflow's REST API 2.0: an MLflow server, or the one in an Azure ML workspace. Artifacts go through the server's proxy
 * (`mlflow-artifacts:`); a server that keeps them elsewhere is said to be ArtifactsUnreachable, the rest works.
 * All calls may throw TrackerUnavailable and TrackerRefused.
 */
export class MlflowTracker implements Tracker {
  private readonly rest: MlflowRest;

  /** @throws BadInput for a URI that is none; see `trackingUrl` */
  constructor(
    uri: string,
    private readonly clock: Clock,
    options: MlflowOptions = {},
  ) {
    this.rest = new MlflowRest(uri, options);
  }

  async startRun(experiment: string, start: StartRun): Promise<Run> {
    checkName("experiment", experiment);
    checkName("run", start.name);
    const tags = start.tags ?? {};
    checkTags(tags);
    const [first, ...rest] = tagBatches(tags);
    const body = {
      experiment_id: await this.ensureExperiment(experiment),
      run_name: start.name,
      start_time: start.startTime ?? this.clock(),
      tags: first && "tags" in first ? first.tags : [],
    };
    const { run } = await this.rest.post<{ run: MlflowRun }>("runs/create", body, false);
    const started = this.open(experiment, run, {});
    await started.log(rest);
    return started;
  }

  async resumeRun(experiment: string, runId: string): Promise<Run> {
    const run = await this.find(experiment, runId);
    if (run.info.status !== "RUNNING") await this.rest.post("runs/update", { run_id: runId, status: "RUNNING" });
    return this.open(experiment, run, record(run.data?.params));
  }

  async experiments(): Promise<readonly string[]> {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const body = { max_results: PAGE, ...(token && { page_token: token }) };
      const page = await this.rest.post<{ experiments?: { name: string }[]; next_page_token?: string }>("experiments/search", body);
      names.push(...(page.experiments ?? []).map((e) => e.name));
      token = page.next_page_token;
    } while (token);
    return names.sort();
  }

  async runs(experiment: string): Promise<readonly RunSummary[]> {
    const id = await this.experimentId(experiment);
    if (id === undefined) return [];
    const found: RunSummary[] = [];
    let token: string | undefined;
    do {
      const body = { experiment_ids: [id], max_results: PAGE, ...(token && { page_token: token }) };
      const page = await this.rest.post<{ runs?: MlflowRun[]; next_page_token?: string }>("runs/search", body);
      found.push(...(page.runs ?? []).map((run) => summary(experiment, run)));
      token = page.next_page_token;
    } while (token);
    return found.sort(byStart);
  }

  async run(experiment: string, runId: string): Promise<RunRecord> {
    const run = await this.find(experiment, runId);
    const histories: Metric[] = [];
    for (const { key } of run.data?.metrics ?? []) histories.push(...(await this.history(runId, key)));
    return {
      ...summary(experiment, run),
      params: record(run.data?.params),
      metrics: histories.sort(byKeyStepTime),
      artifacts: (await this.artifactsBelow(runId, "")).sort(),
    };
  }

  async artifact(experiment: string, runId: string, path: string): Promise<Uint8Array> {
    checkArtifactPath(path);
    const { info } = await this.find(experiment, runId);
    return this.rest.getArtifact(`${proxyRoot(info.artifact_uri)}/${path}`);
  }

  private open(experiment: string, { info }: MlflowRun, params: Readonly<Record<string, string>>): MlflowRunWriter {
    return new MlflowRunWriter(this.rest, this.clock, experiment, info.run_id, info.artifact_uri, new Map(Object.entries(params)));
  }

  private async find(experiment: string, runId: string): Promise<MlflowRun> {
    const { run } = await this.rest.get<{ run: MlflowRun }>("runs/get", { run_id: runId });
    if (run.info.experiment_id === (await this.experimentId(experiment))) return run;
    const problem = {
      where: `run ${runId}`,
      expected: `it in the experiment ${experiment}`,
      got: "another experiment's",
      remedy: "Check both.",
    };
    throw new TrackerRefused(404, "RESOURCE_DOES_NOT_EXIST", problem);
  }

  private async experimentId(name: string): Promise<string | undefined> {
    try {
      const answer = await this.rest.get<{ experiment: { experiment_id: string; lifecycle_stage?: string } }>("experiments/get-by-name", {
        experiment_name: name,
      });
      if (answer.experiment.lifecycle_stage !== "deleted") return answer.experiment.experiment_id;
      const remedy = "Restore it or delete it for good on the server, or give another name.";
      const problem = { where: `the experiment ${name}`, expected: "an active one", got: "a deleted one of this name", remedy };
      throw new TrackerRefused(409, "RESOURCE_DELETED", problem);
    } catch (error) {
      if (error instanceof TrackerRefused && error.status === 404) return undefined;
      throw error;
    }
  }

  private async ensureExperiment(name: string): Promise<string> {
    const there = await this.experimentId(name);
    if (there !== undefined) return there;
    try {
      return (await this.rest.post<{ experiment_id: string }>("experiments/create", { name })).experiment_id;
    } catch (error) {
      // Somebody else made it meanwhile, or our own first try did.
      const made =
        error instanceof TrackerRefused && error.errorCode === "RESOURCE_ALREADY_EXISTS" ? await this.experimentId(name) : undefined;
      if (made === undefined) throw error;
      return made;
    }
  }

  private async history(runId: string, key: string): Promise<Metric[]> {
    const values: Metric[] = [];
    let token: string | undefined;
    do {
      const page = await this.rest.get<{ metrics?: MlflowMetric[]; next_page_token?: string }>("metrics/get-history", {
        run_id: runId,
        metric_key: key,
        max_results: PAGE,
        page_token: token,
      });
      values.push(...(page.metrics ?? []).map(metricOf));
      token = page.next_page_token;
    } while (token);
    return values;
  }

  private async artifactsBelow(runId: string, path: string): Promise<string[]> {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const query = { run_id: runId, path: path || undefined, page_token: token };
      const page = await this.rest.get<{ files?: { path: string; is_dir?: boolean }[]; next_page_token?: string }>("artifacts/list", query);
      for (const file of page.files ?? []) found.push(...(file.is_dir ? await this.artifactsBelow(runId, file.path) : [file.path]));
      token = page.next_page_token;
    } while (token);
    return found;
  }
}
