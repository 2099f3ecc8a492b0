import { isAtLeast, type Level } from "./levels";
import { placeOf, type ReviewedModel, type ReviewedPlace, type Surroundings } from "./surroundings";

/** What an approval hangs on. */
interface Case {
  readonly level: Level;
  readonly place?: ReviewedPlace;
  readonly model?: ReviewedModel;
}

/** Who approves when; all lines that fit count. */
const TABLE: readonly { readonly who: (c: Case) => readonly string[]; readonly when: (c: Case) => boolean }[] = [
  { who: ({ model }) => [model!.owner.contact], when: ({ model }) => model !== undefined },
  {
    who: ({ place }) => [place!.contact],
    when: ({ model, place, level }) => place !== undefined && (model === undefined || isAtLeast(level, "high")),
  },
  {
    who: ({ model }) => model!.approvers,
    when: ({ model, level }) =>
      model !== undefined && (model.riskTier === "high" || isAtLeast(level, model.riskTier === "medium" ? "medium" : "high")),
  },
  {
    who: ({ place }) => [`the group approvers of ${place!.name} (${place!.approvers})`],
    when: ({ place, model, level }) =>
      place?.approvers !== undefined &&
      (isAtLeast(level, "critical") ||
        (place.protectsData && isAtLeast(level, "high")) ||
        (place.protectsData && model?.riskTier === "high")),
  },
];

/** Where no file says who answers for a stack. */
const NOBODY = "an owner of this repository, as no environment's file names the stack's place";

/**
 * Who must approve a finding.
 * @param model name of the model that it concerns
 */
export function approversOf(surroundings: Surroundings, stack: string, level: Level, model: string | undefined): readonly string[] {
  const place = placeOf(surroundings, stack);
  const known = surroundings.models.find((m) => m.name === model);
  const of: Case = { level, ...(place && { place }), ...(known && { model: known }) };
  const who = TABLE.filter(({ when }) => when(of)).flatMap(({ who }) => who(of));
  return who.length === 0 ? [NOBODY] : [...new Set(who)];
}
