import { IMAGES_AND_PACKAGES_ONLY } from "../../../constructs/bootstrap/role-conditions";
import { ACCESS } from "../../../constructs/roles/access";
import { grantAccess } from "../../../constructs/roles/grant-access";
import { ROLES } from "../../../constructs/roles/table";
import { platformProps, streamed } from "../../support/platform";
import { platformOf } from "../../support/synthesis";

jest.mock("../../../constructs/roles/grant-access", () => {
  const actual = jest.requireActual("../../../constructs/roles/grant-access");
  return { grantAccess: jest.fn(actual.grantAccess) };
});

// synthesized here, not read from another file's, as it is watched
const platform = platformOf(platformProps({ models: streamed }));
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

test("what environments give on the shared registry is what their deployers may give there", () => {
  const ids: Readonly<Record<string, string>> = {
    AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    AcrPush: "8311e382-0749-4cb8-b61a-304f252e45ec",
    "Azure AI Enterprise Network Connection Approver": "b556d68e-0be0-4f35-a333-ad7ee1ce17ea",
  };
  const onRegistry = assignments.filter(
    ({ stack, attributes: a }) => /-(ml|cluster)$/.test(stack) && String(a.scope).includes("azurerm_container_registry"),
  );
  const names = new Set(onRegistry.map((r) => String(r.attributes.role_definition_name)));
  expect([...names].sort()).toEqual(Object.keys(ids).sort());
  for (const name of names) expect(IMAGES_AND_PACKAGES_ONLY).toContain(ids[name]);
});

test("each is named by what it gives, in the form that Azure wants", () => {
  for (const { attributes: a } of assignments) expect(a.name).toMatch(/^\$\{uuidv5\("url", "/);
});
