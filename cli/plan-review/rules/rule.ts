import type { Element } from "../../../constructs/policy/rule";
import type { Change } from "../changes";
import type { Level } from "../levels";
import type { Surroundings } from "../surroundings";

/** What a rule has to tell of a change. */
export interface Told {
  readonly change: Change;
  /** What changes, in words; reads on after the resource's name. */
  readonly what: string;
  readonly level: Level;
}

/** A danger that changes are looked through for. */
export interface RiskRule {
  /** In a word; the file's name. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  check(changes: readonly Change[], surroundings: Surroundings): readonly Told[];
}

type Words = string | Omit<Told, "change">;

/** A check that looks at each change alone; words without a level have the one that is given. */
export const each =
  (level: Level, check: (change: Change, surroundings: Surroundings) => readonly Words[]): RiskRule["check"] =>
  (changes, surroundings) =>
    changes.flatMap((change) =>
      check(change, surroundings).map((words) => ({ change, ...(typeof words === "string" ? { what: words, level } : words) })),
    );

/** A resource before or after, in the form that policies judge. */
export const elementOf = (change: Change, when: "before" | "after"): Element => ({
  kind: "resource",
  path: `${change.stack}/${change.address}`,
  address: change.address,
  type: change.type,
  terraformType: change.terraformType,
  attributes: change[when],
  taggable: false,
});

/** Whether a resource is of one of some types, in whatever letters; a pattern is held against Terraform's type. */
export const isOf = (change: Change, types: ReadonlySet<string> | RegExp): boolean =>
  types instanceof RegExp ? types.test(change.terraformType) : [...types].some((type) => type.toLowerCase() === change.type.toLowerCase());

/** Whether a resource that was there is gone afterwards, if only for a time. */
export const isGone = ({ action }: Change): boolean => action === "delete" || action === "replace";
export const isMadeOrChanged = ({ action }: Change): boolean => action === "create" || action === "update" || action === "replace";

/** Why it has to be made anew, to be put behind a sentence. */
export const becauseOf = ({ because }: Change): string =>
  because.length === 0 ? "" : `, because ${because.map((b) => `\`${b}\``).join(", ")} cannot be changed in place`;
