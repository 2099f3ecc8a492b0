import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { Construct } from "constructs";

export interface DeleteLockProps {
  /** ARM id of what is kept. */
  readonly on: string;
  /** What would be lost, for who meets the lock. */
  readonly notes: string;
}

/** Nobody deletes it, by Terraform, by hand or otherwise, before the lock is removed. What is kept in it stays as it is. */
export class DeleteLock extends Construct {
  constructor(scope: Construct, id: string, props: DeleteLockProps) {
    super(scope, id);
    new ManagementLock(this, "Resource", { name: "holds-data", scope: props.on, lockLevel: "CanNotDelete", notes: props.notes });
  }
}
