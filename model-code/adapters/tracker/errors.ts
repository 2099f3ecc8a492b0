import { type Problem, ProblemError } from "../../core/problem";

/** Something went wrong between us and a tracking server. */
export abstract class TrackerError extends ProblemError {}

/** The server gave no answer, or only answers that say "later", in the time we had. */
export class TrackerUnavailable extends TrackerError {
  override readonly code = "TRACKER_UNAVAILABLE";
}

/** The server answered, and said no. */
export class TrackerRefused extends TrackerError {
  override readonly code = "TRACKER_REFUSED";
  /** @param errorCode MLflow's own, such as RESOURCE_DOES_NOT_EXIST; empty if it gave none */
  constructor(
    readonly status: number,
    readonly errorCode: string,
    problem: Problem,
  ) {
    super(problem);
  }
}

/** The server keeps artifacts where this client has no way to. Parameters, metrics and tags are not affected. */
export class ArtifactsUnreachable extends TrackerError {
  override readonly code = "ARTIFACTS_UNREACHABLE";
}
