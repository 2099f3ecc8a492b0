import { StorageContainer } from "@cdktf/provider-azurerm/lib/storage-container";
import { StorageContainerImmutabilityPolicy } from "@cdktf/provider-azurerm/lib/storage-container-immutability-policy";
import { Construct } from "constructs";
import type { IGrantable } from "../roles/grant";
import { type Rule, validateProps } from "../validate";

/** For how long nobody may change what is written. */
export interface Immutability {
  /** Days from the writing of a blob, 1 to 146,000. */
  readonly days: number;
  /** true: not even an owner can shorten it or delete the container, ever. Only for good. */
  readonly locked: boolean;
}

export interface LakeContainerProps {
  /** ARM id of the account. */
  readonly accountId: string;
  readonly name: string;
  /** Whether Terraform must refuse to destroy it. */
  readonly protect: boolean;
  /** @default - blobs can be changed and deleted */
  readonly immutability?: Immutability;
}

const rules: readonly Rule<LakeContainerProps>[] = [
  [
    (p) => /^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$/.test(p.name),
    (p) => `name: expected 3 to 63 of a-z, 0-9 and single dashes, got "${p.name}"`,
  ],
  [
    ({ immutability: i }) => i === undefined || (Number.isInteger(i.days) && i.days >= 1 && i.days <= 146_000),
    (p) => `immutability.days: expected 1 to 146,000, got ${p.immutability?.days}`,
  ],
];

/**
 * A container of the lake. It is made by the management API (`storageAccountId`), so that a plan never needs to reach the data.
 * One that is immutable still takes more to the end of an append blob, which is how an audit log grows.
 */
export class LakeContainer extends Construct implements IGrantable {
  readonly key: string;
  readonly id: string;
  readonly name: string;

  constructor(scope: Construct, id: string, props: LakeContainerProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const kept = props.protect && { lifecycle: { preventDestroy: true } };
    const container = new StorageContainer(this, "Resource", {
      name: props.name,
      storageAccountId: props.accountId,
      containerAccessType: "private",
      ...kept,
    });
    if (props.immutability !== undefined) {
      new StorageContainerImmutabilityPolicy(this, "Immutability", {
        storageContainerResourceManagerId: container.id,
        immutabilityPeriodInDays: props.immutability.days,
        locked: props.immutability.locked,
        protectedAppendWritesEnabled: true,
        ...kept,
      });
    }
    this.key = props.name;
    this.id = container.id;
    this.name = props.name;
  }
}
