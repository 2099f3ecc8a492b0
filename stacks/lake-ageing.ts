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

/**
 * Days that the raw zone keeps something at most. A model is trained on all that was ever delivered to its folder there, and on nothing
 * else: where it is trained, its own time holds, and a rule of the whole zone that is shorter would cut its history.
 */
const rawZoneDays = ({ name, retention }: Environment, models: readonly ModelSpec[]): number =>
  Math.max(retention.rawDays, ...models.filter((m) => m.trainsIn === name).map((m) => m.retention.rawDays));

/** How long each zone keeps what is in it, and that nobody rewrites the audit log. */
export const zoneRules = (env: Environment, models: readonly ModelSpec[]): Readonly<Record<LakeZone, ZoneRule>> => ({
  raw: forDays(rawZoneDays(env, models)),
  quarantine: forDays(env.retention.rawDays),
  curated: { coolAfterDays: COOL_AFTER_DAYS },
  features: { coolAfterDays: COOL_AFTER_DAYS },
  models: {},
  releases: {},
  predictions: forDays(env.retention.predictionsDays),
  audit: { immutability: { days: env.retention.auditDays, locked: env.retention.auditLocked } },
});

/**
 * Folders that keep something for a shorter time than their zone does: of two rules that a blob lies below, the sooner deletes.
 * @param captured folder of the raw zone with captured streams, of which models get copies
 */
export function folderRules(env: Environment, models: readonly ModelSpec[], captured: string): Readonly<Record<string, Ageing>> {
  const { name, retention } = env;
  const raw = rawZoneDays(env, models);
  const kept = ({ trainsIn, retention: own }: ModelSpec): readonly (readonly [zone: LakeZone, days: number, ofZone: number])[] => [
    ["raw", trainsIn === name ? own.rawDays : Math.min(own.rawDays, retention.rawDays), raw],
    ["quarantine", own.rawDays, retention.rawDays],
    // each training run whose data is new leaves a copy of it in both
    ["curated", own.featuresDays, Number.POSITIVE_INFINITY],
    ["features", own.featuresDays, Number.POSITIVE_INFINITY],
    ["predictions", own.predictionsDays, retention.predictionsDays],
  ];
  const ofModels = models.flatMap((model) =>
    kept(model)
      .filter(([, days, ofZone]) => days < ofZone)
      .map(([zone, days]) => [`${zone}/${model.name}`, forDays(days)] as const),
  );
  return Object.fromEntries([...(retention.rawDays < raw ? [[`raw/${captured}`, forDays(retention.rawDays)] as const] : []), ...ofModels]);
}

/** Models whose data people do not look at: their class of sensitivity forbids it. */
export const closedModels = (models: readonly ModelSpec[]): readonly string[] =>
  models.filter(({ sensitivity }) => sensitivity === "confidential" || sensitivity === "personal").map(({ name }) => name);
