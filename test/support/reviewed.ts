import { documentedPlaces } from "../../cli/docs/facts";
import { addPlatform } from "../../stacks/platform";
import { filesOf, HASHES } from "./platform";
import { type Synthesized, synth } from "./synth";

/** The model whose stacks are in the committed lists; others come and go without changing them. */
const MODEL = "market-volatility";

/** The platform as the committed lists tell of it: without the ids that a user fills in, and with one model. */
export function reviewed(): Synthesized {
  const { places, models } = documentedPlaces();
  const one = models.filter((m) => m.name === MODEL);
  return synth((app) => addPlatform(app, { ...places, models: one, modelFiles: filesOf(one), ...HASHES }));
}
