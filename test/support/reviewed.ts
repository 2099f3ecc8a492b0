import { documentedPlaces } from "../../cli/docs/facts";
import { addPlatform } from "../../stacks/platform";
import { filesOf, HASHES } from "./platform";
import { type Synthesized, synth } from "./synth";

/** The platform as the committed lists tell of it: without the ids that a user fills in, and with one model. */
export function reviewed(): Synthesized {
  const { places, models } = documentedPlaces();
  return synth((app) => addPlatform(app, { ...places, models, modelFiles: filesOf(models), ...HASHES }));
}
