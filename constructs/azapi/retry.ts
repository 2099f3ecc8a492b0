/** Errors of Azure after which azapi asks again, as azapi writes them. */
export interface AzapiRetry {
  /** Any of these in the answer's text. */
  readonly error_message_regex: readonly string[];
  /** Seconds to the second try; longer each time, up to the next. */
  readonly interval_seconds: number;
  readonly max_interval_seconds: number;
}

/** Somebody else changes the same resource at this moment: 409. */
export const RESOURCE_IS_BUSY: AzapiRetry = {
  error_message_regex: ["OperationInProgress", "AnotherOperationIsInProgress", "ConflictError"],
  interval_seconds: 10,
  max_interval_seconds: 60,
};
