import { checkModels } from "../../../environments/check-models";
import { BadInput, type Problem, problemText } from "../../../model-code/core/problem";
import type { Check } from "../check";
import { ok } from "../finding";

/** Every model.yaml and every environment is sound. */
export const files: Check = {
  name: "files",
  steps: ["run", "synth", "publish", "plan", "deploy", "devops"],
  async look(about) {
    const expected = "models and environments without a mistake";
    const wrong = (problems: readonly Problem[]) => {
      const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
      return [{ status: "missing", expected, got: `${problemText(problems[0]!)}${more}`, remedy: "npx mlops validate" } as const];
    };
    try {
      const { places, models } = about.files();
      const problems = checkModels(models, places);
      if (problems.length > 0) return wrong(problems);
      return [ok(expected, `${models.length} models, ${places.environments.length} environments`)];
    } catch (error) {
      if (error instanceof BadInput) return wrong(error.problems);
      throw error;
    }
  },
};
