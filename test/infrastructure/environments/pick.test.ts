import { pickPlaces } from "../../../environments/pick";
import { BadInput } from "../../../model-code/core/problem";
import { places } from "../../support/platform";

const picked = (names: string | undefined) => pickPlaces(places(), names).environments.map((e) => e.name);

test.each([
  [undefined, ["dev", "prod", "staging"]],
  ["", ["dev", "prod", "staging"]],
  ["dev", ["dev"]],
  [" prod , dev,", ["dev", "prod"]],
])("ENVIRONMENTS=%s leaves %j", (names, left) => {
  expect(picked(names)).toEqual(left);
});

test("what is shared stays", () => {
  expect(pickPlaces(places(), "dev").shared.name).toBe("shared");
});

test("Azure DevOps stays while every environment that it works in does: a plan would take the others' connections away", () => {
  const stays = (names: string, environments?: readonly string[]) => {
    const all = places();
    const devops = { ...all.shared.devops!, ...(environments && { environments: [...environments] }) };
    return pickPlaces({ ...all, shared: { ...all.shared, devops } }, names).shared.devops !== undefined;
  };
  expect([stays(""), stays("dev,staging,prod"), stays("dev")]).toEqual([true, true, false]);
  expect([stays("dev", ["dev"]), stays("staging", ["dev"])]).toEqual([true, false]);
});

test("every name that no environment has is told", () => {
  expect(() => picked("dev,qa,uat")).toThrow(BadInput);
  expect(() => picked("dev,qa,uat")).toThrow(/2 problems[\s\S]*"qa"[\s\S]*"uat"/);
});
