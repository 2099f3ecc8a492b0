import { ProblemError } from "../../core/problem";

/** Something went wrong between us and the store. */
export abstract class StoreError extends ProblemError {}

/** There is no such blob, or no such container. */
export class NotFound extends StoreError {
  override readonly code = "BLOB_NOT_FOUND";
}

/** A conditional write came too late: somebody else wrote first. Read again and decide anew. */
export class PreconditionFailed extends StoreError {
  override readonly code = "PRECONDITION_FAILED";
}

/** The store gave no answer, or only answers that say "later", in the time we had. */
export class StoreUnavailable extends StoreError {
  override readonly code = "STORE_UNAVAILABLE";
}

/** The store answered, and said no. */
export class StoreRefused extends StoreError {
  override readonly code = "STORE_REFUSED";
}

/** What was read is not what was written. */
export class DamagedBlob extends StoreError {
  override readonly code = "DAMAGED_BLOB";
  constructor(
    readonly container: string,
    readonly blob: string,
    readonly expectedDigest: string,
    readonly foundDigest: string,
    remedy: string,
  ) {
    super({ where: `${container}/${blob}`, expected: `content of sha256 ${expectedDigest}`, got: foundDigest, remedy });
  }
}
