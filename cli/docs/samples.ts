/** Models that the project ships. The platform's own tests are about them: a model that somebody adds changes none. */
export const SAMPLES: readonly string[] = ["market-direction", "market-volatility"];

/** The one that stands for a model in pages, in committed lists and where a test is about one: it is on either host. */
export const SAMPLE = "market-volatility";
