import { stringify } from "yaml";
import { readPlaces } from "../../../environments/read";
import { BadInput } from "../../../model-code/core/problem";
import { environment, places } from "../../support/platform";

const { shared } = places();

/** What is said of shared.yaml with changes of its part on Azure DevOps. */
function told(changes: object, name = "dev"): readonly string[] {
  const files = [
    { file: "shared.yaml", text: stringify({ ...shared, devops: { ...shared.devops, ...changes } }) },
    { file: `${name}.yaml`, text: stringify({ ...environment(), name }) },
  ];
  try {
    readPlaces(files, { models: ["market-direction", "market-volatility"], today: "2026-11-21", variables: {} });
    return [];
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return error.problems.map((p) => `${p.where}: ${p.expected} ← ${p.got}`);
  }
}
const hours = { timeZone: "Europe/Amsterdam", start: "08:00", end: "17:00" };

test("the sample is good, and so is one that names its environments", () => {
  expect([told({}), told({ environments: ["dev"] })]).toEqual([[], []]);
});

test.each([
  ["an environment that is not there", { environments: ["dev", "qa"] }, /shared\.yaml devops\/environments\/1: one of dev ← "qa"/],
  ["hours that end before they begin", { hours: { ...hours, end: "07:00" } }, /devops\/hours\/end: a time after start, 08:00 ← "07:00"/],
  ["hours of no day", { hours: { ...hours, start: "25:00" } }, /devops\/hours\/start: .* ← "25:00"/],
  ["a time zone that Windows has no name for", { hours: { ...hours, timeZone: "Mars" } }, /devops\/hours\/timeZone: .* ← "Mars"/],
  ["an organization's name alone", { organization: "example" }, /devops\/organization: .* ← "example"/],
  ["a project's name that Azure DevOps refuses", { project: "ml/ops" }, /devops\/project: .* ← "ml\/ops"/],
  ["a repository's likewise", { repository: "ml ops" }, /devops\/repository: .* ← "ml ops"/],
  ["an access token, which has no place there", { token: "t" }, /devops: .* ← the unknown key "token"/],
])("refuses %s, and says where", (_, changes, message) => {
  expect(told(changes)).toEqual([expect.stringMatching(message)]);
});

test("no environment is called as the stack is", () => {
  expect(told({}, "devops")).toEqual([expect.stringMatching(/devops\.yaml name: another name ← "devops"/)]);
});
