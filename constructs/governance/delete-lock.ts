import { ManagementLock } from "@cdktf/provider-azurerm/lib/management-lock";
import { Aspects } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { madeOn } from "./made-on";

const LOCK_NAME = "holds-data";
/** What the network leads to, or keeps of a service: Azure takes it off its target when it goes, which a lock there forbids. */
const ENDPOINT = /private_endpoint|private_link/;

export interface DeleteLockProps {
  /** ARM id of what is kept. */
  readonly on: string;
  /** What would be lost, for who meets the lock. */
  readonly notes: string;
}

/**
 * Nobody deletes it, by Terraform, by hand or otherwise, before the lock is removed. What is kept in it stays as it is.
 *
 * Azure then deletes nothing that stands on it either: containers, settings, roles, private endpoints that lead to it. So the lock is
 * made after all of these that its stack makes, and goes before them; what other stacks put there they can take away only once the lock
 * is lifted. With endpoints it has another name than without: when the last goes, Terraform takes away the old lock, then the
 * endpoints, and makes the new one after that.
 */
export class DeleteLock extends Construct {
  constructor(scope: Construct, id: string, props: DeleteLockProps) {
    super(scope, id);
    const lock = new ManagementLock(this, "Resource", {
      name: LOCK_NAME,
      scope: props.on,
      lockLevel: "CanNotDelete",
      notes: props.notes,
    });
    // Only once the stack is complete is it known what stands there.
    Aspects.of(this).add({
      visit: (node: IConstruct) => {
        if (node !== lock) return;
        const there = madeOn(lock, props.on);
        lock.name = there.some((address) => ENDPOINT.test(address)) ? `${LOCK_NAME}-behind-endpoints` : LOCK_NAME;
        lock.dependsOn = [...there];
      },
    });
  }
}
