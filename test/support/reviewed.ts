import { documentedPlaces } from "../../cli/docs/facts";
import { synthPlatform } from "./platform";
import type { Synthesized } from "./synthesized";

/** The platform as the committed lists tell of it: without the ids that a user fills in, and with one model. */
export function reviewed(): Synthesized {
  const { places, models } = documentedPlaces();
  return synthPlatform({ ...places, models });
}
