import { leftToFillIn } from "../../../environments/fill-in";
import { type Check, placesOf } from "../check";
import { ok } from "../finding";

/** Ids of files of environments that are zeros still; to publish, only what is shared must have them. */
export const ids: Check = {
  name: "ids",
  steps: ["publish", "plan", "deploy", "devops"],
  async look(about) {
    const { shared, environments } = about.files().places;
    const { devops } = shared;
    const ofDevops = environments.filter((e) => devops !== undefined && (devops.environments ?? [e.name]).includes(e.name));
    const places = about.step === "devops" ? [shared, ...ofDevops] : placesOf(about);
    return places.map((place) => {
      const left = leftToFillIn([place]);
      const expected = "each id filled in";
      if (left.length === 0) return ok(expected, "all filled in", place.name);
      const paths = left.map((p) => p.where.split(" ")[1]).join(", ");
      const variables = left.map((p) => `${/ or (\w+)\.$/.exec(p.remedy)?.[1]}=…`).join(" ");
      const remedy = `Write them into environments/${place.name}.yaml, or: export ${variables}`;
      return { status: "missing", of: place.name, expected, got: `zeros in ${paths}`, remedy };
    });
  },
};
