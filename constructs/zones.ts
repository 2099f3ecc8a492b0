/** The availability zones of a region. */
export const ZONES = ["1", "2", "3"] as const;
