/**
 * Why a request got no answer, in a few words: the system's code, that it took too long, or that there was no connection.
 * @param error what `fetch` threw
 * @param patience milliseconds that were waited
 */
export function whyUnanswered(error: unknown, patience: number): string {
  const { cause, name } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? (name === "TimeoutError" ? `no answer within ${patience / 1000} s` : "no connection");
}
