import { Budget, type BudgetProps } from "../../../constructs/budget/budget";
import { synthIn } from "../../support/platform";

const props: BudgetProps = {
  name: "budget",
  subscription: "/subscriptions/s",
  tags: { environment: "dev", model: "m" },
  monthly: 100,
  since: "2026-12-01",
  thresholds: [100],
  contacts: ["team@example.com"],
  actionGroups: ["/groups/routine"],
};

test.each([
  [{ monthly: 0 }, "monthly: expected more than 0, got 0"],
  [{ since: "2026-12-02" }, 'since: expected the first day of a month, got "2026-12-02"'],
  [{ thresholds: [50, 1001] }, "thresholds: expected 1 to 1000, got 50, 1001"],
])("refuses %j", (changes, message) => {
  expect(() => synthIn((stack) => void new Budget(stack, "Budget", { ...props, ...changes }))).toThrow(message);
});

test("its beginning is a constant: computed, it would be another budget each month", () => {
  const made = synthIn((stack) => void new Budget(stack, "Budget", props));
  expect(made.only("azurerm_consumption_budget_subscription")).toMatchObject({ time_period: { start_date: "2026-12-01T00:00:00Z" } });
});

test("it counts what carries all of its tags", () => {
  const made = synthIn((stack) => void new Budget(stack, "Budget", props));
  expect(made.only("azurerm_consumption_budget_subscription")).toMatchObject({
    filter: {
      tag: [
        { name: "environment", operator: "In", values: ["dev"] },
        { name: "model", operator: "In", values: ["m"] },
      ],
    },
  });
});

test("each notice, of what was spent and of the forecast, goes to people and to the action groups", () => {
  const made = synthIn((stack) => void new Budget(stack, "Budget", { ...props, thresholds: [50, 100] }));
  const told = { contact_emails: ["team@example.com"], contact_groups: ["/groups/routine"] };
  expect(made.only("azurerm_consumption_budget_subscription").notification).toEqual([
    expect.objectContaining({ ...told, threshold: 50, threshold_type: "Actual" }),
    expect.objectContaining({ ...told, threshold: 100, threshold_type: "Actual" }),
    expect.objectContaining({ ...told, threshold: 100, threshold_type: "Forecasted" }),
  ]);
});
