import { agedBudgets } from "../../../environments/aged-budgets";
import { type Check, environmentOf } from "../check";
import { ok } from "../finding";

/** The month that a budget begins in, while it is not made yet. */
export const budget: Check = {
  name: "budget.since",
  steps: ["deploy"],
  async look(about) {
    const environment = environmentOf(about);
    if (environment === undefined) return [];
    const [aged] = agedBudgets([environment], about.today);
    if (aged === undefined) return [ok("a month that Azure takes", environment.budget.since)];
    return [{ status: "missing", expected: aged.expected, got: aged.got, remedy: aged.remedy }];
  },
};
