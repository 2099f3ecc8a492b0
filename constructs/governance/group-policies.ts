import { ResourceGroupPolicyAssignment } from "@cdktf/provider-azurerm/lib/resource-group-policy-assignment";
import { Construct } from "constructs";

export interface GroupPoliciesProps {
  /** ARM ids of resource groups, by what tells them apart. */
  readonly groups: Readonly<Record<string, string>>;
  /** Regions in which resources may stand. */
  readonly regions: readonly string[];
}

interface Assigned {
  readonly name: string;
  readonly title: string;
  /** Id of Azure's built-in definition. */
  readonly definition: string;
  readonly parameters: (props: GroupPoliciesProps) => Readonly<Record<string, unknown>>;
}

const deny = () => ({ effect: "Deny" });

/** Azure's own policies that every resource group gets: they hold what is made past Terraform, too. */
const POLICIES: readonly Assigned[] = [
  {
    name: "allowed-locations",
    title: "Resources stand in the environment's region or its pair.",
    definition: "e56962a6-4747-49cd-b67b-bf8b01975c4c",
    parameters: ({ regions }) => ({ listOfAllowedLocations: [...regions] }),
  },
  {
    name: "no-public-blobs",
    title: "No storage account lets anybody read without a role.",
    definition: "4fa4b6c0-31ca-4c0d-b10d-24b96f62a751",
    parameters: deny,
  },
  {
    name: "no-account-keys",
    title: "No storage account is opened by a key.",
    definition: "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54",
    parameters: deny,
  },
  {
    name: "vaults-by-role",
    title: "Key vaults are opened by roles, not by access policies.",
    definition: "12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5",
    parameters: deny,
  },
];

const values = (parameters: Readonly<Record<string, unknown>>) =>
  JSON.stringify(Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, { value }])));

/** Assigns Azure's policies to resource groups. A group is the widest place that belongs to one environment alone. */
export class GroupPolicies extends Construct {
  constructor(scope: Construct, id: string, props: GroupPoliciesProps) {
    super(scope, id);
    for (const [key, resourceGroupId] of Object.entries(props.groups))
      for (const policy of POLICIES)
        new ResourceGroupPolicyAssignment(this, `${key}-${policy.name}`, {
          name: policy.name,
          displayName: policy.title,
          resourceGroupId,
          policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${policy.definition}`,
          parameters: values(policy.parameters(props)),
          nonComplianceMessage: [{ content: policy.title }],
        });
  }
}
