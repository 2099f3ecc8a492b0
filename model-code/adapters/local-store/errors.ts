import { type Problem, problemText } from "../../core/problem";

/** The local store did not come up, or could not save. */
export class LocalStoreFailed extends Error {
  readonly code = "LOCAL_STORE_FAILED";
  constructor(readonly problem: Problem) {
    super(problemText(problem));
  }
}
