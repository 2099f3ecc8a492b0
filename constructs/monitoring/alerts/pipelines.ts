import { isFetched } from "../../../model-code/core/data/landing";
import { pipelineNames } from "../../data-factory/model-pipelines";
import { lines, text } from "../kql";
import { type AlertContext, type AlertRule, HOUR } from "./alert-rule";

const FAILED = '| where Status == "Failed"';
/** Longer than between two queries: Data Factory's log comes minutes late, and an end that two looks miss is told to nobody. */
const LATE = { lookBackMinutes: HOUR } as const;
const SHOWN = "| project TimeGenerated, PipelineName, RunId";

/** Data could not be prepared. */
export const prepareFailedAlert = ({ model }: AlertContext): AlertRule => ({
  key: "prepare-failed",
  severity: "error",
  runbook: "docs/runbooks/prepare-failed.md",
  ...LATE,
  summary: `Preparing the data of ${model.name} failed.`,
  query: lines("ADFPipelineRun", `| where PipelineName == ${text(pipelineNames(model.name).prepare)}`, FAILED, SHOWN),
});

/** A source could not be fetched; none where all are brought. */
export const ingestFailedAlert = ({ model }: AlertContext): readonly AlertRule[] =>
  model.sources.some(isFetched)
    ? [
        {
          key: "ingest-failed",
          severity: "error",
          runbook: "docs/runbooks/ingest-failed.md",
          ...LATE,
          summary: `Fetching a source of ${model.name} failed.`,
          query: lines("ADFPipelineRun", `| where PipelineName startswith ${text(pipelineNames(model.name).ingest(""))}`, FAILED, SHOWN),
        },
      ]
    : [];
