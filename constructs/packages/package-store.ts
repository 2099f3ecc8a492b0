import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { StorageContainerImmutabilityPolicy } from "@cdktf/provider-azurerm/lib/storage-container-immutability-policy";
import { Construct } from "constructs";
import { PACKAGE_STORE } from "../../model-code/core/package/layout";
import { DeleteLock } from "../governance/delete-lock";
import { KeylessAccount, type KeylessAccountProps } from "../storage/keyless-account";

export interface PackageStoreProps extends Omit<KeylessAccountProps, "hierarchical" | "versioned"> {
  /** Days during which nobody can change or delete a package, 1 to 146,000. */
  readonly immutableDays: number;
  /** Not even an owner can shorten that time or remove the account while packages are younger. For good. */
  readonly locked: boolean;
}

/**
 * Where model packages are kept under their digests, and which version each is: written once, never changed, the same bytes for every
 * environment.
 */
export class PackageStore extends Construct {
  readonly account: KeylessAccount;
  /** ARM id of the container. */
  readonly containerId: string;
  readonly container: string;

  constructor(scope: Construct, id: string, props: PackageStoreProps) {
    super(scope, id);
    const { immutableDays, locked, ...account } = props;
    this.account = new KeylessAccount(this, "Account", account);
    const container = new StorageContainer(this, "Container", {
      name: PACKAGE_STORE.container,
      storageAccountId: this.account.id,
      containerAccessType: "private",
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    new StorageContainerImmutabilityPolicy(this, "Immutability", {
      storageContainerResourceManagerId: container.id,
      immutabilityPeriodInDays: immutableDays,
      locked,
    });
    if (props.protect) new DeleteLock(this, "Lock", { on: this.account.id, notes: "Every model package that was ever released." });
    this.containerId = container.id;
    this.container = container.name;
  }
}
