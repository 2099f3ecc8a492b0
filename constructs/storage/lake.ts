import { Construct } from "constructs";
import { DeleteLock } from "../governance/delete-lock";
import { KeylessAccount, type KeylessAccountProps } from "./keyless-account";
import { type Immutability, LakeContainer } from "./lake-container";
import { type Ageing, Retention } from "./retention";

/** What holds of one zone: how its blobs age, and whether they can be changed. */
export interface ZoneRule extends Ageing {
  readonly immutability?: Immutability;
}

export interface LakeProps<Zone extends string> extends Omit<KeylessAccountProps, "hierarchical"> {
  /** A container each, in the order of the data's way. */
  readonly zones: Readonly<Record<Zone, ZoneRule>>;
  /**
   * How blobs of a folder in a zone age beside what holds of the zone, by `<zone>/<folder>`.
   * @default - as the zone's
   */
  readonly folders?: Readonly<Record<string, Ageing>>;
}

/** The data lake: one hierarchical, keyless account, a container per zone, and what becomes of each zone's data in time. */
export class Lake<Zone extends string> extends Construct {
  readonly account: KeylessAccount;
  readonly zones: Readonly<Record<Zone, LakeContainer>>;

  constructor(scope: Construct, id: string, props: LakeProps<Zone>) {
    super(scope, id);
    const { zones, folders = {}, ...account } = props;
    this.account = new KeylessAccount(this, "Account", { ...account, hierarchical: true });
    const rules = Object.entries(zones) as [Zone, ZoneRule][];
    this.zones = Object.fromEntries(rules.map(([zone, rule]) => [zone, this.container(zone, rule, props.protect)])) as Record<
      Zone,
      LakeContainer
    >;
    const ageing = rules.filter(([, rule]) => rule.coolAfterDays !== undefined || rule.deleteAfterDays !== undefined);
    const containers = { ...Object.fromEntries(ageing), ...folders };
    if (Object.keys(containers).length > 0) new Retention(this, "Retention", { accountId: this.account.id, containers });
    if (props.protect) new DeleteLock(this, "Lock", { on: this.account.id, notes: "All data, and the proof of what was decided." });
  }

  private container(name: string, { immutability }: ZoneRule, protect: boolean): LakeContainer {
    return new LakeContainer(this, `Zone-${name}`, { accountId: this.account.id, name, protect, ...(immutability && { immutability }) });
  }
}
