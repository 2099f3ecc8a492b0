// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform and Azure ML write their references so
import { grant } from "../../../../constructs/roles/grant";
import { Identity } from "../../../../constructs/roles/identity";
import { ROLES } from "../../../../constructs/roles/table";
import { synthIn } from "../../../support/platform";

const lake = { key: "curated", id: "/lake/curated" };

test("a grant is one assignment of Azure's role to the principal on the resource, however often it is asked for", () => {
  const made = synthIn((stack) => {
    const training = new Identity(stack, "Training", { name: "training", location: "westeurope", resourceGroup: "g" });
    expect(grant(stack, "readBlobs", lake, training)).toBe(grant(stack, "readBlobs", lake, training));
  });
  expect(made.only("azurerm_role_assignment")).toEqual({
    name: '${uuidv5("url", "/lake/curated/Storage Blob Data Reader/${azurerm_user_assigned_identity.Training_1DBE9C16.principal_id}")}',
    scope: "/lake/curated",
    role_definition_name: "Storage Blob Data Reader",
    principal_id: "${azurerm_user_assigned_identity.Training_1DBE9C16.principal_id}",
    principal_type: "ServicePrincipal",
  });
});

test("two groups that are the same people are given a role once, which is all that Azure takes", () => {
  const made = synthIn((stack) => {
    const as = (key: string) => ({ key, principalId: "p", principalType: "Group" }) as const;
    expect(grant(stack, "readBlobs", lake, as("Readers"))).toBe(grant(stack, "readBlobs", lake, as("Approvers")));
  });
  expect(made.all("azurerm_role_assignment")).toHaveLength(1);
});

test("another role, resource or principal is another assignment; a group is given as a group", () => {
  const made = synthIn((stack) => {
    const people = { key: "People", principalId: "p", principalType: "Group" } as const;
    grant(stack, "readBlobs", lake, people);
    grant(stack, "writeBlobs", lake, people);
    grant(stack, "readBlobs", { key: "raw", id: "/lake/raw" }, people);
    grant(stack, "readBlobs", lake, { key: "Job", principalId: "j" });
  });
  expect(
    made
      .all("azurerm_role_assignment")
      .map((r) => r.attributes.principal_type)
      .sort(),
  ).toEqual(["Group", "Group", "Group", "ServicePrincipal"]);
});

test("the table holds no role that reaches beyond one kind of resource", () => {
  for (const { name } of Object.values(ROLES)) expect(["Owner", "Contributor", "User Access Administrator"]).not.toContain(name);
});

test("a service account becomes an identity by federation, in the identity's own group", () => {
  const made = synthIn((stack) => {
    const scoring = new Identity(stack, "Scoring", { name: "scoring", location: "westeurope", resourceGroup: "models" });
    scoring.addServiceAccount({ issuer: "https://issuer", namespace: "fx", serviceAccount: "scorer" });
  });
  expect(made.only("azurerm_federated_identity_credential")).toMatchObject({
    resource_group_name: "models",
    subject: "system:serviceaccount:fx:scorer",
    issuer: "https://issuer",
    audience: ["api://AzureADTokenExchange"],
  });
});
