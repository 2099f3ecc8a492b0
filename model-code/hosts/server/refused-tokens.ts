import { Refused } from "../../core/serving/problem-details";

const MINUTE_MS = 60_000;
const MOST_ADDRESSES = 10_000;

/**
 * Counts the tokens that were refused, by the address that they came from: to verify a signature costs more than to score a row. Who came
 * with a token that is known to be valid is not asked here, so that others at its address, such as a gateway's, do it no harm.
 */
export class RefusedTokens {
  private readonly byAddress = new Map<string, { count: number; readonly until: number }>();

  constructor(
    private readonly perMinute: number,
    private readonly clock: () => Date,
  ) {}

  /** @throws Refused (rate-limit) if too many came from there in this minute */
  admit(address: string): void {
    const seen = this.byAddress.get(address);
    const left = seen === undefined ? 0 : seen.until - this.clock().getTime();
    if (seen === undefined || left <= 0 || seen.count < this.perMinute) return;
    throw new Refused("rate-limit", "Too many tokens from this address were refused. Try again later.", [], Math.ceil(left / 1000));
  }

  count(address: string): void {
    const now = this.clock().getTime();
    const seen = this.byAddress.get(address);
    if (seen !== undefined && now < seen.until) {
      seen.count++;
      return;
    }
    this.byAddress.delete(address);
    if (this.byAddress.size >= MOST_ADDRESSES) this.byAddress.delete(this.byAddress.keys().next().value!);
    this.byAddress.set(address, { count: 1, until: now + MINUTE_MS });
  }
}
