import { isStackOf } from "../../constructs/naming/stack-place";
import type { Places } from "../../environments/read";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { type Change, modelOfStack } from "./changes";

/** A place as a review knows it: an environment, or what all share. */
export interface ReviewedPlace {
  readonly name: string;
  /** Who answers for it. */
  readonly contact: string;
  readonly isPrivate: boolean;
  readonly protectsData: boolean;
  /** Names of the models that stand there, or that stand on it. */
  readonly models: readonly string[];
  /** Object id of the Entra group that approves there. */
  readonly approvers?: string;
}

export type ReviewedModel = Pick<ModelSpec, "name" | "owner" | "approvers" | "riskTier">;

/** What the repository says of where a plan is for. */
export interface Surroundings {
  readonly places: readonly ReviewedPlace[];
  readonly models: readonly ReviewedModel[];
}

/** What the files of environments and models say, as far as a review needs it. */
export function surroundingsOf({ shared, environments }: Places, models: readonly ReviewedModel[]): Surroundings {
  return {
    models,
    places: [
      ...environments.map((e) => ({
        name: e.name,
        contact: e.owner.contact,
        isPrivate: e.network.mode === "private",
        protectsData: e.protectData,
        models: e.models,
        approvers: e.groups.approvers,
      })),
      {
        name: shared.name,
        contact: shared.owner.contact,
        isPrivate: shared.network.mode === "private",
        protectsData: shared.protectData,
        models: [...new Set(environments.flatMap((e) => e.models))].sort(),
      },
    ],
  };
}

/** The place that a stack stands in; undefined for one that no file of environments names. */
export const placeOf = ({ places }: Surroundings, stack: string): ReviewedPlace | undefined =>
  places.find(({ name }) => isStackOf(name, stack));

/** Whether what a stack holds is to be kept: so it is, where nobody says otherwise. */
export const isProtected = (surroundings: Surroundings, stack: string): boolean => placeOf(surroundings, stack)?.protectsData ?? true;

/** The models that a change can be felt by: its own, or all that stand on the platform's stack. */
export const modelsUnder = (surroundings: Surroundings, { stack, model }: Change): readonly string[] => {
  const own = model ?? modelOfStack(stack);
  return own === undefined ? (placeOf(surroundings, stack)?.models ?? []) : [own];
};
