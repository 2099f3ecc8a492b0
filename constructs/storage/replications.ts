/** Copies of the data: within a datacenter, over zones, or with a second region. */
export const REPLICATIONS = ["LRS", "ZRS", "GRS", "GZRS", "RAGRS", "RAGZRS"] as const;
export type Replication = (typeof REPLICATIONS)[number];
