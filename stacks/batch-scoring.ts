import { Construct } from "constructs";
import { type AzureMlJob, commandJob } from "../constructs/machine-learning/command-job";
import { JobSchedule } from "../constructs/machine-learning/job-schedule";
import { PACKAGE_DATASTORE } from "../constructs/machine-learning/package-datastore";
import { PACKAGE_STORE } from "../model-code/core/package/layout";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { JOB_DIRECTORY } from "./group-job";

export interface BatchScoringProps {
  readonly model: ModelSpec;
  readonly batch: NonNullable<ModelSpec["batch"]>;
  readonly workspaceId: string;
  /** ARM id of the environment's version. */
  readonly environmentId: string;
  /** ARM id of the compute cluster. */
  readonly computeId: string;
  readonly scoringClientId: string;
  /** Content hash of the job bundle. */
  readonly jobImageTag: string;
}

const TIMEOUT_MINUTES = 120;
const INPUTS = ["rows", "releases", "packages"] as const;
const OUTPUTS = ["scored"] as const;

/** Scores what lies in the model's folder of rows, with the version that is stable when the job runs. Each run has a folder of its own. */
function batchJob({ model, batch, ...place }: BatchScoringProps): AzureMlJob {
  const command = [
    `cd ${JOB_DIRECTORY} && node job.js score --model ${model.name}`,
    ...INPUTS.map((name) => `--input ${name}=\${{inputs.${name}}}`),
    ...OUTPUTS.map((name) => `--output ${name}=\${{outputs.${name}}}`),
  ].join(" ");
  return commandJob({
    displayName: `${model.name}: score`,
    experiment: model.name,
    command,
    environmentId: place.environmentId,
    computeId: place.computeId,
    identityClientId: place.scoringClientId,
    inputs: {
      rows: `azureml://datastores/features/paths/${model.name}/${batch.rows}/`,
      releases: "azureml://datastores/releases/paths/",
      packages: `azureml://datastores/${PACKAGE_DATASTORE}/paths/${PACKAGE_STORE.packages}/`,
    },
    // Azure ML puts the job's own name there
    outputs: { scored: `azureml://datastores/predictions/paths/${model.name}/batch/\${{name}}/` },
    timeoutMinutes: TIMEOUT_MINUTES,
    tags: { model: model.name, owner: model.owner.contact, image: place.jobImageTag },
  });
}

/** Scoring by the clock, where the model asks for it. */
export class BatchScoring extends Construct {
  constructor(scope: Construct, id: string, props: BatchScoringProps) {
    super(scope, id);
    const { model, batch, workspaceId } = props;
    new JobSchedule(this, "Schedule", {
      name: `${model.name}-score`,
      workspaceId,
      displayName: `${model.name}: score`,
      cron: batch.cron,
      timeZone: batch.timeZone,
      job: batchJob(props),
    });
  }
}
