import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { StorageContainerImmutabilityPolicy } from "@cdktf/provider-azurerm/lib/storage-container-immutability-policy";
import { Construct } from "constructs";
import { KeylessAccount, type KeylessAccountProps } from "../storage/keyless-account";

export interface PackageStoreProps extends Omit<KeylessAccountProps, "hierarchical" | "versioned"> {
  /** Days during which nobody can change or delete a package, 1 to 146,000. */
  readonly immutableDays: number;
}

/** The container's name. */
const CONTAINER = "packages";

/**
 * Where model packages are kept under their digests: written once, never changed, the same bytes for every environment.
 * Where data is protected the policy is locked, which is for good: the period can grow and not shrink.
 */
export class PackageStore extends Construct {
  readonly account: KeylessAccount;
  /** ARM id of the container. */
  readonly containerId: string;
  readonly container: string;

  constructor(scope: Construct, id: string, props: PackageStoreProps) {
    super(scope, id);
    const { immutableDays, ...account } = props;
    this.account = new KeylessAccount(this, "Account", account);
    const container = new StorageContainer(this, "Container", {
      name: CONTAINER,
      storageAccountId: this.account.id,
      containerAccessType: "private",
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    new StorageContainerImmutabilityPolicy(this, "Immutability", {
      storageContainerResourceManagerId: container.id,
      immutabilityPeriodInDays: immutableDays,
      locked: props.protect,
      protectedAppendWritesEnabled: false,
      protectedAppendWritesAllEnabled: false,
    });
    this.containerId = container.id;
    this.container = container.name;
  }
}
