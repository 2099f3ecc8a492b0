/** A stretch of sessions, both ends within, YYYY-MM-DD. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
}

/**
 * What is told again of real history. A version made of what was known on 30 June 2008 is trained on sessions before 2007, because a
 * quarter of the sessions is kept for its test; it goes on well through the crisis and fails in the second quarter of 2009.
 */
export const STORY = {
  model: "market-volatility",
  /** What the first version is made of ends here. */
  cut: "2008-06-30",
  /** Stretches that one version serves alone; the monitors run at the end of each. */
  served: [
    { from: "2008-07-01", to: "2008-09-30" },
    { from: "2008-10-01", to: "2008-12-31" },
    { from: "2009-01-01", to: "2009-03-31" },
    { from: "2009-04-01", to: "2009-06-30" },
  ] as readonly Stretch[],
  /** Sessions over which a challenger may take over; the release is looked at after each fortnight of ten sessions. */
  release: { from: "2009-07-01", to: "2009-12-31" } as Stretch,
  sessionsPerLook: 10,
  /** Desks that ask about every symbol after each session while a release is under way; one asks otherwise. */
  desks: 16,
} as const;

/** What the replay changes in model.yaml so that it trains in seconds: fewer trials, rounds and resamples. The gates are the model's own. */
export const SHORTER = { trials: 2, rounds: 20, resamples: 200 } as const;
