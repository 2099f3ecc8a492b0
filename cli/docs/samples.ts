/** Models that the project ships. Pages and the platform's own tests are about them: a model that somebody adds changes none. */
export const SAMPLES: readonly string[] = ["market-direction", "market-volatility"];
