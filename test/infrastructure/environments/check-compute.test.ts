import { checkModels } from "../../../environments/check-models";
import { loadModel } from "../../../model-code/adapters/model-files";
import { checkSpec } from "../../../model-code/core/spec/check-spec";
import { environment, places } from "../../support/platform";

const { spec } = loadModel("model-code/models", "market-volatility");
const problemsOf = (sweep: { readonly trials: number; readonly concurrent: number }, candidates = spec.candidates) =>
  checkModels([{ ...spec, candidates, search: { ...spec.search, sweep } }], {
    ...places(),
    environments: [environment({ sweep: { ...environment().sweep, maxNodes: 2 } })],
  }).map((p) => `${p.where}: expected ${p.expected}, got ${p.got}`);

test("a sweep fits on the machines of the environment that the model trains in", () => {
  expect(problemsOf({ trials: 2, concurrent: 2 })).toEqual([]);
});

test("a sweep that asks for more machines than there are, for more than it has trials, and of nothing, is told of all three at once", () => {
  const at = "market-volatility/model.yaml search/sweep";
  const fixed = spec.candidates.map((c) => ({ ...c, space: {} }));
  expect(problemsOf({ trials: 2, concurrent: 3 }, fixed)).toEqual([
    `${at}/concurrent: expected at most the 2 machines of sweep.maxNodes in environments/dev.yaml, got 3`,
    `${at}/concurrent: expected at most the 2 trials that there are, got 3`,
    `${at}: expected a candidate with a space, got none`,
  ]);
});

test("scoring by a clock of a zone that Azure ML does not know is refused; a cron that never fires is no sound model", () => {
  const batch = { rows: "to-score", cron: "0 3 * * *", timeZone: "Mars/Olympus" };
  const [problem, ...others] = checkModels([{ ...spec, batch }], { ...places(), environments: [environment()] });
  expect([problem?.where, problem?.got, others]).toEqual(["market-volatility/model.yaml batch/timeZone", '"Mars/Olympus"', []]);
  expect(checkSpec({ ...spec, batch: { ...batch, cron: "0 3 31 2 *" } }, "model.yaml").map((p) => [p.where, p.got])).toEqual([
    ["model.yaml batch/cron", '"0 3 31 2 *", which never does'],
  ]);
  expect(checkSpec({ ...spec, batch: { ...batch, cron: "nightly" } }, "model.yaml").map((p) => p.where)).toEqual(["model.yaml batch/cron"]);
});
