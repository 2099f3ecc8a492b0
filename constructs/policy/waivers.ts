import type { PolicyPlace, Waiver } from "./rule";

/** Whether a path is meant: `*` stands for any part of one step. */
export function matches(pattern: string, path: string): boolean {
  const text = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^/]*");
  return new RegExp(`^${text}$`).test(path);
}

/** The waivers of one place, and which of them were of use. That none has run out was checked when the file was read. */
export class Waivers {
  private readonly used = new Set<Waiver>();

  constructor(private readonly place: PolicyPlace) {}

  /** Whether a rule need not hold there. */
  waives(rule: string, path: string): boolean {
    const found = this.place.waivers.filter((w) => w.rule === rule && matches(w.resource, path));
    for (const waiver of found) this.used.add(waiver);
    return found.length > 0;
  }

  /** What to tell about waivers that waived nothing; ask when all was checked. */
  unused(): readonly string[] {
    return this.place.waivers
      .filter((w) => !this.used.has(w))
      .map((w) => `environments/${this.place.name}.yaml: the waiver of ${w.rule} for ${w.resource} waives nothing. Remove it.`);
  }
}
