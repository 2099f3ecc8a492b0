import type { ComponentSpec } from "../constructs/machine-learning/component";
import { jobEnvironmentVersion } from "../constructs/machine-learning/job-environment";
import { sweepSpace } from "../constructs/machine-learning/sweep-space";
import { automlOf } from "../model-code/core/automl/vocabulary";
import { GROUPS } from "../model-code/core/lifecycle/groups";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import { withAutoml } from "./automl";
import { listingData } from "./data-assets";
import { groupJob } from "./group-job";
import { MODEL_FILES } from "./model-files";

/** Steps that make more of a group's job than its folders. */
export const REGISTERS = "register";
export const SEARCHES = "tune";

/** The name of a model's environment in the workspace. */
export const environmentName = (model: string): string => `${model}-job`;

/**
 * The components of a model, one for each group of the step table; where the model asks for a sweep, the one that searches takes a point
 * of the space.
 */
export const trainingComponents = (model: ModelSpec, jobImageTag: string): Readonly<Record<string, ComponentSpec>> =>
  Object.fromEntries(
    Object.entries(GROUPS).map(([group, steps]): [string, ComponentSpec] => {
      const swept = model.search.sweep !== undefined && steps.includes(SEARCHES) ? sweepSpace(model.candidates) : undefined;
      const job = groupJob(group, model.name, swept && { points: swept.points });
      const command = listingData(job.command, model.name, Object.keys(job.outputs));
      const plain = { command, inputs: [...Object.keys(job.inputs), MODEL_FILES], outputs: Object.keys(job.outputs) };
      return [
        group,
        {
          name: `${model.name}-${group}`,
          title: `${model.name}: ${steps.join(", ")}`,
          ...(automlOf(model.candidates) === undefined ? plain : withAutoml(steps, model.name, plain)),
          environment: `${environmentName(model.name)}/versions/${jobEnvironmentVersion(jobImageTag)}`,
          values: swept?.values ?? {},
        },
      ];
    }),
  );
