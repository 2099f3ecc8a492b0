/** KQL: runs of one Data Factory pipeline that failed, a row each. */
export const prepareFailedQuery = (pipeline: string): string =>
  ["ADFPipelineRun", `| where PipelineName == "${pipeline}" and Status == "Failed"`, "| project TimeGenerated, PipelineName, RunId"].join(
    "\n",
  );
