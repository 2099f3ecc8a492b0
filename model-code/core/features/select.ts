import type { Features } from "../learners/learner";
import type { ModelSpec } from "../spec/model-schema";
import { informationAbout } from "./mutual-information";
import { type Sorted, sortedColumn, spearman } from "./spearman";

/** What was found of a feature and what became of it. */
export interface FeatureFinding {
  readonly feature: string;
  readonly kind: "number" | "category";
  readonly missingShare: number;
  /** Values that differ, a missing one not counted. */
  readonly distinct: number;
  /** With the label, in nats. */
  readonly mutualInformation: number;
  readonly kept: boolean;
  readonly why: string;
}

export interface FeatureSelection {
  readonly numbers: readonly string[];
  readonly categories: readonly string[];
  /** In the order of model.yaml. */
  readonly findings: readonly FeatureFinding[];
}

/**
 * Leaves out what is missing too often, what never varies, and of two number features that rank the rows alike the one that tells
 * less about the label. Only ever given the training period.
 */
export function selectFeatures(features: Features, label: Float64Array, rules: ModelSpec["features"]["selection"]): FeatureSelection {
  const findings = new Map<string, FeatureFinding>();
  const information = informationAbout(label);
  const all = [
    ...features.numbers.map((c) => ({ name: c.name, kind: "number" as const, values: c.values as ArrayLike<number | string | null> })),
    ...features.categories.map((c) => ({ name: c.name, kind: "category" as const, values: c.values as ArrayLike<number | string | null> })),
  ];
  for (const { name, kind, values } of all) {
    const present = Array.from(values).filter((v) => v !== null && !Number.isNaN(v));
    const missingShare = 1 - present.length / Math.max(1, features.rows);
    const distinct = new Set(present).size;
    const isKept = rules.keep.includes(name);
    const fault =
      missingShare > rules.maxMissingShare
        ? `missing in ${(100 * missingShare).toFixed(1)} % of rows, over ${100 * rules.maxMissingShare} %`
        : distinct < 2
          ? "never varies"
          : undefined;
    findings.set(name, {
      feature: name,
      kind,
      missingShare,
      distinct,
      mutualInformation: information(values),
      kept: isKept || fault === undefined,
      why: isKept ? "kept by model.yaml" : (fault ?? "kept"),
    });
  }
  const byWorth = features.numbers
    .filter((c) => findings.get(c.name)!.kept)
    .sort((a, b) => worth(b.name) - worth(a.name) || (a.name < b.name ? -1 : 1));
  function worth(name: string): number {
    return rules.keep.includes(name) ? Number.POSITIVE_INFINITY : findings.get(name)!.mutualInformation;
  }
  const chosen: (Sorted & { readonly name: string })[] = [];
  for (const { name, values } of byWorth) {
    const finding = findings.get(name)!;
    const column = { name, ...sortedColumn(values) };
    const twin = rules.keep.includes(name) ? undefined : chosen.find((other) => Math.abs(spearman(other, column)) > rules.maxCorrelation);
    if (twin === undefined) chosen.push(column);
    else
      findings.set(name, {
        ...finding,
        kept: false,
        why: `ranks the rows like ${twin.name} (Spearman ${spearman(twin, column).toFixed(3)}) and tells less about the label`,
      });
  }
  const kept = (name: string) => findings.get(name)!.kept;
  return {
    numbers: features.numbers.map((c) => c.name).filter(kept),
    categories: features.categories.map((c) => c.name).filter(kept),
    findings: all.map(({ name }) => findings.get(name)!),
  };
}
