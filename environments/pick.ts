import { BadInput } from "../model-code/core/problem";
import type { Places } from "./read";

/**
 * Leaves the environments that `ENVIRONMENTS=dev,prod` names, or all where it names none. The shared part always stays, but for Azure
 * DevOps where one that it works in is left out: without it a plan would take that one's connections away.
 * @throws BadInput with every name that no environment has
 */
export function pickPlaces(places: Places, names: string | undefined): Places {
  const wanted = (names ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (wanted.length === 0) return places;
  const there = places.environments.map((e) => e.name);
  const unknown = wanted.filter((name) => !there.includes(name));
  if (unknown.length > 0)
    throw new BadInput(
      "ENVIRONMENTS",
      unknown.map((name) => ({
        where: "ENVIRONMENTS",
        expected: `some of ${there.join(", ")}`,
        got: `"${name}"`,
        remedy: "Name a file of environments, without .yaml.",
      })),
    );
  const { devops, ...shared } = places.shared;
  const isWhole = (devops?.environments ?? there).every((name) => wanted.includes(name));
  return {
    shared: isWhole ? places.shared : shared,
    environments: places.environments.filter((e) => wanted.includes(e.name)),
  };
}
