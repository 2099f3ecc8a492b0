import { type Check, placesOf } from "../check";
import { CouldNotAsk, type Finding, ok } from "../finding";
import { filledIn } from "../subscriptions";

/** Who is signed in gets a token for each place's subscription, and commands without `--subscription` mean the right one. */
export const subscription: Check = {
  name: "subscription",
  steps: ["publish", "plan", "deploy"],
  async look(about) {
    const { azure } = about;
    const account = await azure.account();
    if (account === undefined) throw new CouldNotAsk("nobody is signed in to Azure");
    const places = placesOf(about);
    const last = places.at(-1)!;
    return Promise.all(
      places.map(async (place): Promise<Finding> => {
        const id = filledIn(place);
        const expected = `${id}, which who is signed in can see`;
        const of = place.name;
        const refusal = await azure.refusal(id);
        const remedy = `az login --tenant ${place.tenant}; if that does not help, have its owner give you a role there.`;
        if (refusal !== undefined) return { status: "missing", of, expected, got: refusal, remedy };
        if (place === last && account.id !== id)
          return { status: "warning", of, expected: `${id} as az's own`, got: account.id, remedy: `az account set --subscription ${id}` };
        return ok(expected, id, of);
      }),
    );
  },
};
