import { StorageManagementPolicy } from "@cdktf/provider-azurerm/lib/storage-management-policy";
import { Construct } from "constructs";
import { type Rule, validateProps } from "../validate";

/** What becomes of a container's blobs as they grow old, counted from their last change. */
export interface Ageing {
  /**
   * Days after which a blob is moved to the cool tier: cheaper to keep, dearer to read.
   * @default - stays where it is
   */
  readonly coolAfterDays?: number;
  /**
   * Days after which it is deleted.
   * @default - kept
   */
  readonly deleteAfterDays?: number;
}

export interface RetentionProps {
  /** ARM id of the account; it has one policy at most. */
  readonly accountId: string;
  /** By the container's name, or by that and a folder in it: `raw`, `raw/churn`. Of two that a blob lies below, the sooner deletes. */
  readonly containers: Readonly<Record<string, Ageing>>;
}

const entries = (p: RetentionProps) => Object.entries(p.containers);
const bad = (days: number | undefined) => days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= 99_999);
const outOfRange = (p: RetentionProps) => entries(p).filter(([, a]) => bad(a.coolAfterDays) || bad(a.deleteAfterDays));
/** Azure bills 30 days of the cool tier, whether a blob stays that long or not. */
const COOL_MINIMUM_DAYS = 30;
const tooSoon = (p: RetentionProps) =>
  entries(p).filter(
    ([, a]) => (a.deleteAfterDays ?? Number.POSITIVE_INFINITY) < (a.coolAfterDays ?? 0) + (a.coolAfterDays ? COOL_MINIMUM_DAYS : 0),
  );
/** Azure takes no more in a policy, and an account has one. */
const MOST_RULES = 100;
const named = (list: readonly (readonly [string, Ageing])[]) => list.map(([name, a]) => `${name} ${JSON.stringify(a)}`).join(", ");

const rules: readonly Rule<RetentionProps>[] = [
  [(p) => outOfRange(p).length === 0, (p) => `containers: expected 1 to 99,999 days, got ${named(outOfRange(p))}`],
  [
    (p) => tooSoon(p).length === 0,
    (p) => `containers: expected deletion at least ${COOL_MINIMUM_DAYS} days after cooling, got ${named(tooSoon(p))}`,
  ],
  [
    (p) => entries(p).length <= MOST_RULES,
    (p) =>
      `containers: expected at most ${MOST_RULES} rules, as Azure takes for an account, got ${entries(p).length}. A model has one in each zone where it keeps data for a shorter time than its environment does: let models keep theirs as long (retention in model.yaml), or bring some to another environment`,
  ],
];

/** Cools and deletes blobs by their age, a rule for each container that has one. */
export class Retention extends Construct {
  constructor(scope: Construct, id: string, props: RetentionProps) {
    super(scope, id);
    validateProps(this, rules, props);
    new StorageManagementPolicy(this, "Resource", {
      storageAccountId: props.accountId,
      rule: entries(props).map(([container, ageing]) => ({
        name: `${container.replaceAll("/", "-")}-by-age`,
        enabled: true,
        filters: { blobTypes: ["blockBlob"], prefixMatch: [`${container}/`] },
        actions: {
          baseBlob: {
            ...(ageing.coolAfterDays !== undefined && { tierToCoolAfterDaysSinceModificationGreaterThan: ageing.coolAfterDays }),
            ...(ageing.deleteAfterDays !== undefined && { deleteAfterDaysSinceModificationGreaterThan: ageing.deleteAfterDays }),
          },
        },
      })),
    });
  }
}
