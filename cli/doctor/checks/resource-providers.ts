import { RESOURCE_PROVIDERS } from "../../../constructs/bootstrap/resource-providers";
import { type Check, placesOf } from "../check";
import { type Finding, ok } from "../finding";
import { filledIn, scopeOf } from "../subscriptions";

const VERSION = "2021-04-01";

interface Provider {
  readonly namespace: string;
  readonly registrationState: string;
}

/** Resource providers that the platform's resources are of; bootstrap registers them, and nobody after it may. */
export const resourceProviders: Check = {
  name: "resource providers",
  steps: ["deploy"],
  look: (about) =>
    Promise.all(
      placesOf(about).map(async (place): Promise<Finding> => {
        const id = filledIn(place);
        const all = await about.azure.list<Provider>(id, `${scopeOf(id)}/providers`, VERSION);
        const registered = new Set(all.filter((p) => p.registrationState === "Registered").map((p) => p.namespace.toLowerCase()));
        const left = RESOURCE_PROVIDERS.filter((name) => !registered.has(name.toLowerCase()));
        const expected = `all ${RESOURCE_PROVIDERS.length} registered`;
        if (left.length === 0) return ok(expected, `${RESOURCE_PROVIDERS.length} registered`, place.name);
        const byHand = `for name in ${left.join(" ")}; do az provider register --subscription ${id} --namespace $name; done`;
        // before the first bootstrap nobody has registered them, and it will
        return place.state === undefined
          ? {
              status: "warning",
              of: place.name,
              expected,
              got: `not yet ${left.join(", ")}`,
              remedy: `${bootstrapOf(place.name)} registers them`,
            }
          : { status: "missing", of: place.name, expected, got: `not ${left.join(", ")}`, remedy: `As an owner: ${byHand}` };
      }),
    ),
};

const bootstrapOf = (place: string): string => `npx cdktf deploy ${place}-bootstrap`;
