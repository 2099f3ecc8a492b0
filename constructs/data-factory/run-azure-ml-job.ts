import { ML_API_VERSION } from "../machine-learning/api-version";
import type { AzureMlJob } from "../machine-learning/command-job";
import { type Activity, after, branch, callAzure, fail, setVariable, until, wait } from "./activity";
import { call, concat, output, RUN_ID, variable, workedOut } from "./expression";

export interface RunAzureMlJobProps {
  /** ARM id of the workspace. */
  readonly workspaceId: string;
  /** First part of the job's name in Azure ML; the run's id follows, so that a repeated request starts nothing twice. */
  readonly jobPrefix: string;
  readonly job: AzureMlJob;
  /** The job's own limit; the pipeline waits half an hour longer, for nodes to start. */
  readonly timeoutMinutes: number;
  /** @default 60 */
  readonly pollSeconds?: number;
}

/** The activities that run a job, and the one that has succeeded only if the job has completed. */
export interface AzureMlJobRun {
  readonly activities: readonly Activity[];
  readonly completed: Activity;
}

/** How a job has ended, in Azure ML's words. */
const ENDED = ["Completed", "Failed", "Canceled"] as const;
const START_UP_MINUTES = 30;

/** Pipeline variables that `runAzureMlJob` writes. */
export const JOB_VARIABLES = { status: { type: "String", defaultValue: "NotStarted" } } as const;

/**
 * Submits a job to Azure ML and waits until it has ended.
 *
 * The pipeline's run fails when the request is refused, when the job fails or is cancelled, and when time is over; in the last case
 * the job is cancelled first, so that nothing runs on unseen. Cancelling is a branch on failure, which by itself would count as
 * success: hence the activity that fails after it.
 */
export function runAzureMlJob(props: RunAzureMlJobProps): AzureMlJobRun {
  const url = (action: "" | "/cancel") =>
    workedOut(
      concat(
        `https://management.azure.com${props.workspaceId}/jobs/${props.jobPrefix}-`,
        RUN_ID,
        `${action}?api-version=${ML_API_VERSION}`,
      ),
    );
  const status = variable("status");

  const submit = callAzure("SubmitJob", { method: "PUT", url: url(""), body: { properties: props.job } });
  const pause = wait("WaitBeforePoll", props.pollSeconds ?? 60);
  const poll = callAzure("PollJob", { method: "GET", url: url("") }, [after(pause)]);
  const note = setVariable("NoteStatus", "status", workedOut(output(poll, "properties.status")), [after(poll)]);
  const finish = until(
    "UntilJobEnded",
    {
      holds: workedOut(call("contains", call("createArray", ...ENDED), status)),
      timeoutMinutes: props.timeoutMinutes + START_UP_MINUTES,
      activities: [pause, poll, note],
    },
    [after(submit)],
  );
  const completed = branch(
    "JobCompleted",
    {
      holds: workedOut(call("equals", status, "Completed")),
      ifFalse: [
        fail(
          "JobNotCompleted",
          "AZURE_ML_JOB_NOT_COMPLETED",
          workedOut(concat(`Azure ML job ${props.jobPrefix}-`, RUN_ID, " ended as ", status, "; its log is in the workspace.")),
        ),
      ],
    },
    [after(finish)],
  );
  const cancel = callAzure("CancelJob", { method: "POST", url: url("/cancel"), body: {} }, [after(finish, "Failed")]);
  const giveUp = fail(
    "JobNotEnded",
    "AZURE_ML_JOB_NOT_ENDED",
    "The Azure ML job did not end in time, or could not be asked; it was told to stop.",
    [after(cancel, "Completed")],
  );
  return { activities: [submit, finish, completed, cancel, giveUp], completed };
}
