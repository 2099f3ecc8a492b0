import type { ReleaseManifest } from "../../../model-code/core/release/manifest";

/** Digests of the stable version and of the candidate. */
export const [A, B] = ["aa".repeat(32), "bb".repeat(32)];

/** A release in its first canary stage, at half of the traffic. */
export const manifest: ReleaseManifest = {
  schema: 1,
  model: "ranges",
  version: 3,
  state: "serving",
  stable: A,
  previous: null,
  candidate: { digest: B, mode: "canary", weight: 0.5, step: 0 },
  since: "2009-04-02T00:00:00.000Z",
};

/** What is known of the model that is released. */
export const served = { task: "binary-classification", time: "date", answerEdges: [0.25, 0.5, 0.75] } as const;
