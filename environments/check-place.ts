import type { Problem } from "../model-code/core/problem";
import type { Check, Known, Say } from "./check";
import { addressProblems } from "./check-addresses";
import { ENVIRONMENT_CHECKS, PLACE_CHECKS, SHARED_CHECKS } from "./checks";
import type { Environment, Shared } from "./schema";
import type { Sound } from "./sound";

function run<Place>(checks: readonly Check<Place>[], place: Place, sound: Sound, say: Say, known: Known): void {
  for (const { reads, hold } of checks) if (reads.every(sound)) hold(place, say, known);
}

/** What the schema cannot say of one file. Parts that the schema refuses are left alone; all others are checked. */
export function placeProblems(place: Environment | Shared, file: string, known: Known, sound: Sound): readonly Problem[] {
  const problems: Problem[] = [];
  const say: Say = (path, expected, got, remedy) => problems.push({ where: `environments/${file} ${path}`, expected, got, remedy });
  if (sound("name") && `${place.name}.yaml` !== file)
    say("name", `the file's name, "${file.replace(/\.yaml$/, "")}"`, `"${place.name}"`, "Rename one of them.");
  run(PLACE_CHECKS, place, sound, say, known);
  if (file === "shared.yaml") run(SHARED_CHECKS, place as Shared, sound, say, known);
  else run(ENVIRONMENT_CHECKS, place as Environment, sound, say, known);
  return sound("network/addresses") ? [...problems, ...addressProblems(place.network.addresses, file)] : problems;
}
