import { DataFactoryManagedPrivateEndpoint } from "@cdktf/provider-azurerm/lib/data-factory-managed-private-endpoint";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { approve } from "../network/approval";
import { type Rule, validateProps } from "../validate";

/** What a managed private endpoint can lead to: the part of it, and Azure's type of the connection that its owner approves. */
const TARGETS = {
  blob: "Microsoft.Storage/storageAccounts/privateEndpointConnections@2025-01-01",
  dfs: "Microsoft.Storage/storageAccounts/privateEndpointConnections@2025-01-01",
  vault: "Microsoft.KeyVault/vaults/privateEndpointConnections@2024-11-01",
} as const;

export interface ManagedEndpointProps {
  readonly name: string;
  readonly factory: { readonly id: string; readonly name: string };
  /** ARM id of what it leads to. */
  readonly targetId: string;
  readonly part: keyof typeof TARGETS;
  /**
   * What else changes the target, and must be through with it.
   * @default - nothing
   */
  readonly after?: readonly ITerraformDependable[];
}

const rules: readonly Rule<ManagedEndpointProps>[] = [
  [
    (p) => /^[_A-Za-z0-9]([-_A-Za-z0-9]{0,125}[_A-Za-z0-9])?$/.test(p.name),
    (p) => `name: expected 1 to 127 letters, digits, dashes and underscores, got "${p.name}"`,
  ],
];

/** A private way from the factory's managed network to a resource, with its approval. Azure calls the endpoint `<factory>.<endpoint>`. */
export class ManagedEndpoint extends Construct {
  /** What has happened once data can flow. */
  readonly approved: ITerraformDependable;

  constructor(scope: Construct, id: string, props: ManagedEndpointProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const endpoint = new DataFactoryManagedPrivateEndpoint(this, "Resource", {
      name: props.name,
      dataFactoryId: props.factory.id,
      targetResourceId: props.targetId,
      subresourceName: props.part,
      ...(props.after && { dependsOn: [...props.after] }),
    });
    this.approved = approve(this, {
      type: TARGETS[props.part],
      targetId: props.targetId,
      ending: `/${props.factory.name}.${props.name}`,
      askedBy: `Data Factory ${props.factory.name}`,
      endpoint,
    });
  }
}
