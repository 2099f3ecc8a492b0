import { Construct } from "constructs";
import { type FetchedSource, isFetched } from "../../model-code/core/data/landing";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import type { AzureMlJob } from "../machine-learning/command-job";
import { type Activity, after, runPipeline } from "./activity";
import { Arrivals } from "./arrivals";
import { Backfill } from "./backfill";
import { writeBlob } from "./data-activity";
import { call, concat, parameter, RUN_ID, workedOut } from "./expression";
import { type FactoryRef, LANDING_ZONE, lakeFolders } from "./factory-ref";
import { FETCHES } from "./ingest/kinds";
import { Pipeline } from "./pipeline";
import { JOB_VARIABLES, runAzureMlJob } from "./run-azure-ml-job";
import { ScheduleTrigger } from "./schedule-trigger";

export interface ModelPipelinesProps {
  readonly model: ModelSpec;
  readonly factory: FactoryRef;
  /** ARM id of the Azure ML workspace. */
  readonly workspaceId: string;
  /** The job that takes raw files to features, and its own limit. */
  readonly job: AzureMlJob;
  readonly jobTimeoutMinutes: number;
}

/** When a model that says nothing is prepared: when an exchange's session is surely over, or at night. */
const AFTER_SESSION = { XNYS: { cron: "0 18 * * 1-5", timeZone: "America/New_York" } } as const;
const EVERY_NIGHT = { cron: "0 3 * * *", timeZone: "UTC" } as const;

/** The pipelines of a model. */
export const pipelineNames = (model: string) => ({
  ingest: (source: string) => `${model}-ingest-${source}`,
  arrived: `${model}-arrived`,
  prepare: `${model}-prepare`,
  refresh: `${model}-refresh`,
});

/** Days before its start that a run asks for again; a table is read from its watermark on. */
const lookbackDays = ({ http, events }: FetchedSource): number | undefined => (http ?? events)?.lookbackDays;

/** Fetches a source for the run that began `at`. */
function ingest(source: FetchedSource, pipeline: string): Activity {
  const at = parameter("at");
  const days = lookbackDays(source);
  return runPipeline(
    `Ingest_${source.name}`,
    pipeline,
    days === undefined ? {} : { windowStart: workedOut(call("addDays", at, -days)), windowEnd: workedOut(at) },
  );
}

/**
 * A model's data on its way: each source that is fetched has a pipeline that lands its rows, `prepare` takes what has landed to features
 * and says so, and `refresh` does the one after the other. By the clock, when a file is brought, and once for the past.
 */
export class ModelPipelines extends Construct {
  constructor(scope: Construct, id: string, props: ModelPipelinesProps) {
    super(scope, id);
    const { model, factory } = props;
    const common = { factoryId: factory.id, folder: model.name };
    const names = pipelineNames(model.name);
    const fetched = model.sources.filter(isFetched);

    const prepare = new Pipeline(this, "Prepare", {
      ...common,
      name: names.prepare,
      description: `${model.title} Raw files to features.`,
      activities: prepareActivities(props),
      variables: JOB_VARIABLES,
    }).name;
    const ingests = fetched.map((source) => {
      const own = new Construct(this, `Source-${source.name}`);
      const parts = FETCHES[source.kind](own, { model: model.name, source, factory });
      const description = `Fetches ${source.name} of ${model.name}; a window is fetched again under the same file name.`;
      return { source, pipeline: new Pipeline(own, "Ingest", { ...common, name: names.ingest(source.name), description, ...parts }).name };
    });
    const runs = ingests.map(({ source, pipeline }) => ({ source, run: ingest(source, pipeline) }));
    const first =
      runs.length === 0
        ? { name: prepare, parameters: {} }
        : {
            name: new Pipeline(this, "Refresh", {
              ...common,
              name: names.refresh,
              description: `Fetches what ${model.name} learns from and prepares it.`,
              parameters: { at: { type: "String" } },
              activities: [
                ...runs.map(({ run }) => run),
                runPipeline(
                  "Prepare",
                  prepare,
                  {},
                  runs.map(({ source, run }) => after(run, source.required ? "Succeeded" : "Completed")),
                ),
              ],
            }).name,
            parameters: { at: "@trigger().scheduledTime" },
          };

    const calendar = model.sources[0]?.contract.calendar;
    const when = model.schedule ?? (calendar === undefined ? EVERY_NIGHT : AFTER_SESSION[calendar]);
    new ScheduleTrigger(this, "Schedule", {
      name: `${model.name}-schedule`,
      factoryId: factory.id,
      pipeline: first,
      cron: when.cron,
      timeZone: when.timeZone,
    });
    const brought = model.sources.filter((source) => !isFetched(source)).map((source) => source.name);
    if (brought.length > 0) new Arrivals(this, "Brought", { name: names.arrived, model: model.name, sources: brought, factory, prepare });
    const { backfill } = model.schedule ?? {};
    if (backfill !== undefined)
      new Backfill(this, "Backfill", {
        ...backfill,
        factoryId: factory.id,
        name: `${model.name}-backfill`,
        fetches: Object.fromEntries(ingests.map(({ source, pipeline }) => [source.name, pipeline])),
        last: prepare,
      });
  }
}

/** Runs the job; when it has completed, writes the blob by which `control` hears of new features. Whether to train is `control`'s to say. */
function prepareActivities({ model, factory, workspaceId, job, jobTimeoutMinutes }: ModelPipelinesProps): readonly Activity[] {
  const jobPrefix = pipelineNames(model.name).prepare;
  const { activities, completed } = runAzureMlJob({ workspaceId, jobPrefix, job, timeoutMinutes: jobTimeoutMinutes });
  const folder = `https://${factory.lake.account}.blob.core.windows.net/${LANDING_ZONE}/${lakeFolders(model.name).prepared}`;
  const announce = writeBlob(
    "SayPrepared",
    {
      url: workedOut(concat(folder, RUN_ID, ".json")),
      json: workedOut(concat(`{"model":"${model.name}","job":"${jobPrefix}-`, RUN_ID, '","at":"', call("utcNow"), '"}')),
      credential: factory.credential,
      runtime: factory.runtimes.azure,
    },
    [after(completed)],
  );
  return [...activities, announce];
}
