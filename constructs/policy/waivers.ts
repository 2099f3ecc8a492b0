import type { Problem } from "../../model-code/core/problem";
import type { PolicyPlace, PolicyRule, Waiver } from "./rule";

const where = (place: PolicyPlace, index: number, key: string) => `environments/${place.name}.yaml waivers/${index}/${key}`;

const isPast = (waiver: Waiver, today: string) => waiver.expires < today;

/** Whether a path is meant: `*` stands for any part of one step. */
export function matches(pattern: string, path: string): boolean {
  const text = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]*");
  return new RegExp(`^${text}$`).test(path);
}

/** The waivers of one place: which of them are wrong, which count, and which were of use. */
export class Waivers {
  private readonly used = new Set<Waiver>();

  constructor(
    private readonly place: PolicyPlace,
    private readonly rules: readonly PolicyRule[],
    /** `2027-06-30`. */
    private readonly today: string,
  ) {}

  /** Whether a rule need not hold there. */
  waives(rule: string, path: string): boolean {
    const found = this.place.waivers.filter((w) => w.rule === rule && !isPast(w, this.today) && matches(w.resource, path));
    for (const waiver of found) this.used.add(waiver);
    return found.length > 0;
  }

  /** Waivers of no rule, and waivers that have run out. */
  problems(): readonly Problem[] {
    const ids = this.rules.map((r) => r.id);
    return this.place.waivers.flatMap((waiver, i) => {
      const { rule, resource, expires } = waiver;
      if (!ids.includes(rule))
        return [
          {
            where: where(this.place, i, "rule"),
            expected: `one of ${ids.join(", ")}`,
            got: `"${rule}"`,
            remedy: "`npx mlops policies` says what each stands for.",
          },
        ];
      if (!isPast(waiver, this.today)) return [];
      return [
        {
          where: where(this.place, i, "expires"),
          expected: `${this.today} or later`,
          got: expires,
          remedy: `Make ${resource} keep ${rule} and remove the waiver, or agree on a later day.`,
        },
      ];
    });
  }

  /** What to tell about waivers that waived nothing; ask when all was checked. */
  unused(): readonly string[] {
    return this.place.waivers
      .filter((w) => !this.used.has(w) && !isPast(w, this.today) && this.rules.some((r) => r.id === w.rule))
      .map((w) => `environments/${this.place.name}.yaml: the waiver of ${w.rule} for ${w.resource} waives nothing. Remove it.`);
  }
}
