import { sharedValues } from "../../../../constructs/devops/variables";
import { FILLED_IN, fillIn, idsOf } from "../../../../environments/fill-in";
import type { Environment } from "../../../../environments/schema";
import { places } from "../../../support/platform";

const id = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, "0")}`;

test("what is the same everywhere has no place in its name; what differs, and what is each place's own, has", () => {
  const { common, own } = sharedValues({
    ofPlaces: ["SUBSCRIPTION"],
    places: [
      { place: "shared", values: { SUBSCRIPTION: "s", TENANT: "t" } },
      { place: "dev", values: { SUBSCRIPTION: "s", TENANT: "t", READERS: "r", APPROVERS: "a" } },
      { place: "prod", values: { SUBSCRIPTION: "s", TENANT: "t", READERS: "r", APPROVERS: "b" } },
    ],
  });
  expect(common).toEqual({ TENANT: "t", READERS: "r" });
  expect([...own]).toEqual([
    ["shared", { SUBSCRIPTION_SHARED: "s" }],
    ["dev", { SUBSCRIPTION_DEV: "s", APPROVERS_DEV: "a" }],
    ["prod", { SUBSCRIPTION_PROD: "s", APPROVERS_PROD: "b" }],
  ]);
});

test("a synth with all groups together fills in the ids that the groups were made of", () => {
  const { shared, environments } = places();
  const approved = (env: Environment, approvers: string): Environment => ({ ...env, groups: { ...env.groups, approvers } });
  const filled = [shared, ...environments.map((env, i) => approved(env, id(i + 1)))].map((place, i) => ({
    ...place,
    subscription: id(i + 10),
  }));
  const { common, own } = sharedValues({
    places: filled.map((place) => ({ place: place.name, values: idsOf(place) })),
    ofPlaces: ["AZURE_SUBSCRIPTION_ID"],
  });
  const variables = Object.assign({}, common, ...own.values());
  for (const [i, place] of [shared, ...environments].entries()) {
    const zeros = structuredClone(place);
    fillIn(zeros, zeros.name, variables);
    expect(idsOf(zeros)).toEqual(idsOf(filled[i]!));
  }
  expect(Object.keys(idsOf(environments[0]!))).toHaveLength(FILLED_IN.length);
});
