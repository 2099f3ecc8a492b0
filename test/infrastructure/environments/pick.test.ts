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

test("every name that no environment has is told", () => {
  expect(() => picked("dev,qa,uat")).toThrow(BadInput);
  expect(() => picked("dev,qa,uat")).toThrow(/2 problems[\s\S]*"qa"[\s\S]*"uat"/);
});
