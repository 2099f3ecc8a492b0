import type { ZoneRule } from "../constructs/storage/lake";
import type { Ageing } from "../constructs/storage/retention";
import type { Environment } from "../environments/schema";
import type { LakeZone } from "../model-code/core/lifecycle/step";
import type { ModelSpec } from "../model-code/core/spec/model-schema";

/** Data that is older is seldom read; where it is deleted soon after, moving it would cost more than it saves. */
const COOL_AFTER_DAYS = 60;
const forDays = (days: number): ZoneRule => ({
  deleteAfterDays: days,
  ...(days > 2 * COOL_AFTER_DAYS && { coolAfterDays: COOL_AFTER_DAYS }),
});

/** How long each zone keeps what is in it, and that nobody rewrites the audit log. */
export const zoneRules = ({ retention }: Environment): Readonly<Record<LakeZone, ZoneRule>> => ({
  raw: forDays(retention.rawDays),
  quarantine: forDays(retention.rawDays),
  curated: { coolAfterDays: COOL_AFTER_DAYS },
  features: { coolAfterDays: COOL_AFTER_DAYS },
  models: {},
  releases: {},
  predictions: forDays(retention.predictionsDays),
  audit: { immutability: { days: retention.auditDays, locked: retention.auditLocked } },
});

/** Folders of models that keep something for a shorter time than the environment does. The longer time never wins: both rules hold. */
export function modelFolders({ retention }: Environment, models: readonly ModelSpec[]): Readonly<Record<string, Ageing>> {
  const kept = ({ retention: own }: ModelSpec): readonly (readonly [zone: LakeZone, days: number, environment: number])[] => [
    ["raw", own.rawDays, retention.rawDays],
    ["quarantine", own.rawDays, retention.rawDays],
    ["features", own.featuresDays, Number.POSITIVE_INFINITY],
    ["predictions", own.predictionsDays, retention.predictionsDays],
  ];
  return Object.fromEntries(
    models.flatMap((model) =>
      kept(model)
        .filter(([, days, environment]) => days < environment)
        .map(([zone, days]) => [`${zone}/${model.name}`, forDays(days)]),
    ),
  );
}

/** Models whose data people do not look at: their class of sensitivity forbids it. */
export const closedModels = (models: readonly ModelSpec[]): readonly string[] =>
  models.filter(({ sensitivity }) => sensitivity === "confidential" || sensitivity === "personal").map(({ name }) => name);
