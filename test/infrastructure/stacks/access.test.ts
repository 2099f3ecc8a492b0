import { ACCESS } from "../../../constructs/roles/access";
import { grantAccess } from "../../../constructs/roles/grant-access";
import { ROLES } from "../../../constructs/roles/table";
import { synthPlatform } from "../../support/platform";

jest.mock("../../../constructs/roles/grant-access", () => {
  const actual = jest.requireActual("../../../constructs/roles/grant-access");
  return { grantAccess: jest.fn(actual.grantAccess) };
});

const platform = synthPlatform();
const assignments = platform.all("azurerm_role_assignment");

test("every part of the role table is granted by some stack, so that the table says what is and no more", () => {
  const granted = new Set(jest.mocked(grantAccess).mock.calls.map(([, part]) => part));
  expect([...granted].sort()).toEqual(Object.keys(ACCESS).sort());
});

test("nothing is given under a name that the table lacks", () => {
  const names: readonly unknown[] = Object.values(ROLES).map((r) => r.name);
  expect(assignments.length).toBeGreaterThan(100);
  for (const { attributes: a } of assignments.filter((r) => r.attributes.role_definition_name !== undefined))
    expect(names).toContain(a.role_definition_name);
});

test("no triple is given twice, even where all groups are the same people", () => {
  const triples = assignments.map(({ stack, attributes: a }) =>
    [stack, a.scope, a.role_definition_name ?? a.role_definition_id, a.principal_id].join(" "),
  );
  expect(triples.filter((triple, i) => triples.indexOf(triple) !== i)).toEqual([]);
});

test("each is named by what it gives, in the form that Azure wants", () => {
  for (const { attributes: a } of assignments) expect(a.name).toMatch(/^\$\{uuidv5\("url", "/);
});
