/** KQL: runs of one Data Factory pipeline that failed, a row each. */
export const prepareFailedQuery = (pipeline: string): string =>
  ["ADFPipelineRun", `| where PipelineName == "${pipeline}" and Status == "Failed"`, "| project TimeGenerated, PipelineName, RunId"].join(
    "\n",
  );

/** KQL: runs of a model's Data Factory pipelines that fetch its sources and failed, a row each. */
export const ingestFailedQuery = (model: string): string =>
  [
    "ADFPipelineRun",
    `| where PipelineName startswith "${model}-ingest-" and Status == "Failed"`,
    "| project TimeGenerated, PipelineName, RunId",
  ].join("\n");
