import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { Construct } from "constructs";
import { DeleteLock } from "../governance/delete-lock";
import type { IGrantable } from "../roles/grant";
import { KeylessAccount, type KeylessAccountProps } from "../storage/keyless-account";

export type StateStoreProps = Omit<KeylessAccountProps, "hierarchical" | "versioned" | "restoreDays">;

/** The container's name. */
export const STATE_CONTAINER = "tfstate";
/** Days that an earlier state is kept, and that one which was deleted, by that or otherwise, can be brought back. */
const RESTORE_DAYS = 90;

/**
 * Where Terraform keeps what it knows. Losing it means importing everything by hand: so earlier versions are kept for a time, a
 * lock stands on it in every environment, and no key opens it.
 */
export class StateStore extends Construct {
  readonly account: KeylessAccount;
  /** What a role to read or write states is given on. */
  readonly container: IGrantable;

  constructor(scope: Construct, id: string, props: StateStoreProps) {
    super(scope, id);
    this.account = new KeylessAccount(this, "Account", { ...props, versioned: true, restoreDays: RESTORE_DAYS });
    const container = new StorageContainer(this, "Container", {
      name: STATE_CONTAINER,
      storageAccountId: this.account.id,
      containerAccessType: "private",
      ...(props.protect && { lifecycle: { preventDestroy: true } }),
    });
    this.container = { key: "state", id: container.id };
    new DeleteLock(this, "Lock", { on: this.account.id, notes: "What Terraform knows of everything that stands here." });
  }
}
