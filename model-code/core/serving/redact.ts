import { standIn } from "../monitor/bins";
import type { ReferenceProfile } from "../monitor/reference-profile";
import type { PackageDocument } from "../package/layout";
import type { CheckedRow, GivenFeatures } from "./contract";

/** Stands in a log for a category that training never saw: nobody knows what a caller put there. */
export const OTHER = "(other)";

/**
 * What of a row may be logged, by the class of the model's data:
 * - `public`, `internal`: the features as they came.
 * - `confidential`, `personal`: each number as the lower edge of its bin in the package's reference profile, which keeps drift
 *   measurable and the value unsaid; a category that training saw as it is, any other as `(other)`. Without a profile, nothing.
 *
 * The subject of a row of personal data is logged as it is, apart from the features: it must be found again to be erased.
 */
export function redactor(
  { sensitivity }: PackageDocument,
  profile: ReferenceProfile | undefined,
): (row: Pick<CheckedRow, "given">) => GivenFeatures {
  if (sensitivity === "public" || sensitivity === "internal") return ({ given }) => given;
  const numbers = new Map((profile?.numbers ?? []).map((n) => [n.name, n]));
  const categories = new Map((profile?.categories ?? []).map((c) => [c.name, new Set(Object.keys(c.shares))]));
  return ({ given }) => {
    const kept: Record<string, number | string | null> = {};
    for (const [name, value] of Object.entries(given)) {
      const number = numbers.get(name);
      const levels = categories.get(name);
      if (value === null && (number ?? levels) !== undefined) kept[name] = null;
      else if (typeof value === "number" && number !== undefined) kept[name] = standIn(number, value);
      else if (typeof value === "string" && levels !== undefined) kept[name] = levels.has(value) ? value : OTHER;
    }
    return kept;
  };
}
