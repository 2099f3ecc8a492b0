import { agedBudgets } from "../../../environments/aged-budgets";
import { problemText } from "../../../model-code/core/problem";
import { environment } from "../../support/platform";

const { budget } = environment();
const dev = (since: string, state = environment().state) => ({ ...environment({ budget: { ...budget, since } }), ...(state && { state }) });
const told = (env: ReturnType<typeof dev>, today: string) => agedBudgets([env], today).map(problemText);

test("a budget that begins in a month that has passed is told before it is made, with the month that Azure takes", () => {
  expect(told(dev("2024-01-01"), "2026-11-21")).toEqual([
    'environments/dev.yaml budget/since: expected 2026-11-01 or later before the budget is made, got "2024-01-01". Azure begins no budget in a month that has passed; write the first day of this one.',
  ]);
  expect(told(dev("2026-12-01"), "2027-01-01")).toHaveLength(1);
});

test.each([
  ["2026-11-01", "2026-11-30"],
  ["2026-12-01", "2026-11-21"],
])("nothing is told of one from %s on %s", (since, today) => {
  expect(told(dev(since), today)).toEqual([]);
});

test("nothing is told once states are in their account: the budget may stand, and its first month stays what it was", () => {
  expect(told(dev("2024-01-01", { account: "ststate", container: "tfstate" }), "2026-11-21")).toEqual([]);
});
