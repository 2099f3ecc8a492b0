const { exp, floor, log, max, sqrt } = Math;

/** How many times as often as the stable version a worse candidate is supposed to fail; each is as likely. */
const RATIOS = [1.5, 2, 3, 5, 10, 30, 100] as const;

/** Events of both versions under like conditions, and the candidate's share of what could have been one: 0 < share < 1. */
export interface EventCounts {
  readonly candidate: number;
  readonly stable: number;
  readonly share: number;
}

/**
 * Evidence that events (errors, slow answers) fall to the candidate more often than its share of the requests.
 *
 * If the candidate is as good as the stable version, each event falls to it with the chance `share` of its stratum. The evidence is the likelihood of
 * what was seen under candidates that have 1.5 to 100 times as many, averaged over these, divided by the likelihood under that chance:
 * while they are equal, a martingale that begins at 1. By Ville's inequality the chance that it ever reaches 1/α is at most α, however
 * often one looks. In shadow the share is a half by design; where both fail on the same request, the test only gets more careful.
 *
 * @param strata conditions that are told apart, since both versions meet them in different numbers
 * @returns ln of the evidence, to be held against ln(1/α)
 * @see Lindon and Malek, Anytime-Valid Inference for Multinomial Count Data (2022); Ville, Étude critique de la notion de collectif (1939)
 */
export function countEvidence(strata: readonly EventCounts[]): number {
  let highest = Number.NEGATIVE_INFINITY;
  const terms = RATIOS.map((ratio) => {
    let term = 0;
    for (const { candidate, stable, share } of strata) {
      const worse = (ratio * share) / (ratio * share + 1 - share);
      term += candidate * log(worse / share) + stable * log((1 - worse) / (1 - share));
    }
    highest = max(highest, term);
    return term;
  });
  let sum = 0;
  for (const term of terms) sum += exp(term - highest);
  return highest + log(sum / RATIOS.length);
}

/**
 * How many standard errors an estimate must lie above 0 for "it is 0 or less" to be rejected, however often one looks: the boundary
 * of the one-sided normal mixture. The chance that an estimate whose truth is 0 ever crosses it is at most `alpha`, as exactly as the
 * central limit theorem holds from the first look on.
 *
 * @param n independent observations so far
 * @param narrowAt observations at which the boundary is to be lowest; it depends little on it
 * @returns about 3.3 for an alpha of 0.0125
 * @see Robbins, Statistical Methods Related to the Law of the Iterated Logarithm (1970); Waudby-Smith, Arbour, Sinha, Kennedy and
 *   Ramdas, Time-uniform central limit theory and asymptotic confidence sequences (2024), one-sided form and choice of ρ in its appendix
 */
export function mixtureBoundary(n: number, alpha: number, narrowAt: number): number {
  const wide = -2 * log(alpha);
  const v = (n * (wide + log(wide + 1))) / narrowAt;
  return sqrt(2 * (1 + 1 / v) * log(1 + sqrt(v + 1) / (2 * alpha)));
}

/**
 * Standard error of a ratio of sums over blocks in the order of time, where neighbours may be alike; never less than if they were not.
 * @param sums per block
 * @param weights per block, what the ratio divides by
 * @returns of Σ sums / Σ weights
 * @see Newey and West, A Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation Consistent Covariance Matrix (1987); lags
 *   by the rule of their Automatic Lag Selection in Covariance Matrix Estimation (1994)
 */
export function ratioStandardError(sums: Float64Array, weights: Float64Array): number {
  const n = sums.length;
  let [sum, weight] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += sums[i]!;
    weight += weights[i]!;
  }
  const residuals = sums.map((s, i) => s - (sum / weight) * weights[i]!);
  const lags = floor(4 * (n / 100) ** (2 / 9));
  const product = (lag: number): number => {
    let total = 0;
    for (let i = lag; i < n; i++) total += residuals[i]! * residuals[i - lag]!;
    return total;
  };
  const independent = product(0);
  let variance = independent;
  for (let lag = 1; lag <= lags; lag++) variance += 2 * (1 - lag / (lags + 1)) * product(lag);
  return sqrt((max(independent, variance) * n) / (n - 1)) / weight;
}
