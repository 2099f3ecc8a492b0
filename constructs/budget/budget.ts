import { ConsumptionBudgetSubscription } from "@cdktf/provider-azurerm/lib/consumption-budget-subscription";
import { Construct } from "constructs";
import { type Rule, validateProps } from "../validate";

export interface BudgetProps {
  readonly name: string;
  /** ARM id of the subscription. */
  readonly subscription: string;
  /** What it counts: everything that carries all of these tags, wherever it stands, the cluster's own group included. */
  readonly tags: Readonly<Record<string, string>>;
  /** Amount a month, in the subscription's currency. */
  readonly monthly: number;
  /** First day of a month; another day makes another budget. */
  readonly since: string;
  /** Percentages of the amount. */
  readonly thresholds: readonly number[];
  /** Addresses that are told. */
  readonly contacts: readonly string[];
  /** ARM ids of action groups that are told as well, as of alerts; 50 at most. */
  readonly actionGroups: readonly string[];
}

const rules: readonly Rule<BudgetProps>[] = [
  [(p) => p.monthly > 0, (p) => `monthly: expected more than 0, got ${p.monthly}`],
  [(p) => /^\d{4}-\d{2}-01$/.test(p.since), (p) => `since: expected the first day of a month, got "${p.since}"`],
  [(p) => p.thresholds.every((t) => t > 0 && t <= 1000), (p) => `thresholds: expected 1 to 1000, got ${p.thresholds.join(", ")}`],
];

/** Tells when an environment, or a model in it, has cost a part of what it may, and when it will by the month's end. It stops nothing. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const notice = (threshold: number, thresholdType: "Actual" | "Forecasted") => ({
      enabled: true,
      operator: "GreaterThanOrEqualTo",
      threshold,
      thresholdType,
      contactEmails: [...props.contacts],
      contactGroups: [...props.actionGroups],
    });
    new ConsumptionBudgetSubscription(this, "Resource", {
      name: props.name,
      subscriptionId: props.subscription,
      amount: props.monthly,
      timeGrain: "Monthly",
      timePeriod: { startDate: `${props.since}T00:00:00Z` },
      filter: { tag: Object.entries(props.tags).map(([name, value]) => ({ name, operator: "In", values: [value] })) },
      notification: [...props.thresholds.map((t) => notice(t, "Actual")), notice(100, "Forecasted")],
    });
  }
}
