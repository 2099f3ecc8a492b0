import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { Construct } from "constructs";
import type { IGrantable } from "../roles/grant";
import { KeylessAccount, type KeylessAccountProps } from "./keyless-account";

export interface LakeProps<Zone extends string> extends Omit<KeylessAccountProps, "hierarchical"> {
  /** Containers, in the order of the data's way. */
  readonly zones: readonly Zone[];
}

/** The data lake: one hierarchical, keyless account, a container per zone. */
export class Lake<Zone extends string> extends Construct {
  readonly account: KeylessAccount;
  readonly zones: Readonly<Record<Zone, IGrantable>>;

  constructor(scope: Construct, id: string, props: LakeProps<Zone>) {
    super(scope, id);
    const { zones, ...account } = props;
    this.account = new KeylessAccount(this, "Account", { ...account, hierarchical: true });
    this.zones = Object.fromEntries(zones.map((zone) => [zone, this.container(zone, props.protect)])) as Record<Zone, IGrantable>;
  }

  /** By the management API (`storageAccountId`), so that a plan never needs to reach the data. */
  private container(zone: string, protect: boolean): IGrantable {
    const container = new StorageContainer(this, `Zone-${zone}`, {
      name: zone,
      storageAccountId: this.account.id,
      containerAccessType: "private",
      ...(protect && { lifecycle: { preventDestroy: true } }),
    });
    return { key: zone, id: container.id };
  }
}
