import { AUTOML, AUTOML_ALGORITHMS, AUTOML_METRICS, ownCandidates } from "../automl/vocabulary";
import { METRICS } from "../evaluate/metrics";
import { LEARNERS } from "../learners";
import type { ModelSpec } from "./model-schema";
import type { Say } from "./say";

/** What the schema can't say of a candidate that Azure ML trains, and of what only such a one may have. */
export function checkAutoml({ candidates, task, search }: ModelSpec, say: Say): void {
  candidates.forEach(({ learner, budget, algorithms, params, space }, i) => {
    const at = `candidates/${i}`;
    if (learner !== AUTOML) {
      if (budget !== undefined) say(`${at}/budget`, `none: the learner is not ${AUTOML}`, "one", "Remove it.");
      if (algorithms !== undefined) say(`${at}/algorithms`, `none: the learner is not ${AUTOML}`, "some", "Remove them.");
      return;
    }
    if (budget === undefined) say(`${at}/budget`, "the key budget", "none", "Say how many trials and minutes Azure ML may use.");
    else if (budget.concurrent > budget.trials)
      say(`${at}/budget/concurrent`, `at most the ${budget.trials} trials that there are`, String(budget.concurrent), "Lower it.");
    for (const [key, given] of Object.entries({ params, space }))
      if (Object.keys(given).length > 0) say(`${at}/${key}`, "none: Azure ML chooses them", Object.keys(given).join(", "), "Remove them.");
    algorithms?.forEach((name, a) => {
      if (!(AUTOML_ALGORITHMS[name] as readonly string[]).includes(task))
        say(`${at}/algorithms/${a}`, `an algorithm for ${task}`, name, "Remove it.");
    });
  });
  const asked = candidates.filter((c) => c.learner === AUTOML).length;
  if (asked > 0 && AUTOML_METRICS[search.metric] === undefined)
    say(
      "search/metric",
      `one that Azure ML can search by: ${Object.keys(AUTOML_METRICS)
        .filter((name) => METRICS[name as keyof typeof METRICS].tasks.includes(task))
        .join(", ")}`,
      `"${search.metric}"`,
      `Take one of them, or leave ${AUTOML} out.`,
    );
  if (asked > 1) say("candidates", `${AUTOML} once`, `${asked} times`, "Leave one: give it the budget of both.");
  if (asked > 0 && ownCandidates(candidates).every((c) => LEARNERS[c.learner]?.baseline === true))
    say(
      "candidates",
      `beside ${AUTOML} a candidate that is no baseline`,
      "none",
      "Add one: on a laptop there is no Azure ML, and a run would have nothing to select.",
    );
}
