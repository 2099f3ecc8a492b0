import { parseDay } from "../../data/day";
import { orderColumn } from "../../data/row-identity";
import { numbersOf, stringsOf, type Table, takeRows } from "../../data/table";
import { evaluate as judge, stressResult } from "../../evaluate/evaluate";
import type { PermutationLoss, StressResult } from "../../evaluate/evaluation";
import { METRICS } from "../../evaluate/metrics";
import { permutationImportance } from "../../evaluate/permutation-importance";
import { sessionsOf } from "../../evaluate/sessions";
import { STRESS } from "../../evaluate/stress";
import { featuresOf, graphInputsOf } from "../../features/feature-columns";
import { joinLabel } from "../../features/join-label";
import type { Features } from "../../learners/learner";
import { seededRandom } from "../../random";
import { adoptCandidate } from "../adopted-candidate";
import { ADOPTED_FILES } from "../adopted-files";
import { curatedTables } from "../curated-tables";
import type { Step, StepContext } from "../step";
import { rowKey } from "./extract-features";
import type { SplitPlan } from "./split";
import type { TrainedDocument } from "./train";

/** Shocks the curated tables, computes features and labels anew by the model's own queries, and keeps the test period's rows. */
async function shocked(
  { model, modelFile, sql }: StepContext,
  tables: Readonly<Record<string, Table>>,
  scenario: keyof typeof STRESS,
  plan: SplitPlan,
): Promise<Table> {
  const from = parseDay(plan.test.from ?? "");
  const random = seededRandom(model.search.seed).fork(`stress ${scenario}`);
  const after = STRESS[scenario].apply(tables, { model, from, random });
  const rows = joinLabel(
    await sql.query(modelFile(model.features.sql), after),
    await sql.query(modelFile(model.label.sql), after),
    rowKey(model),
  );
  const times = numbersOf(rows, orderColumn(model.sources[0]!));
  const to = parseDay(plan.test.to ?? "");
  return takeRows(
    rows,
    Array.from(times.keys()).filter((i) => times[i]! >= from && times[i]! <= to),
  );
}

export const evaluate: Step = {
  name: "evaluate",
  title: "Judge every candidate on the test period, once",
  inputs: [
    { name: "training", from: "split" },
    { name: "test", from: "split" },
    { name: "curated", from: "curate" },
    { name: "candidates", from: "train" },
    { name: "automl", optional: true },
  ],
  outputs: [{ name: "evaluation", zone: "models" }],
  params: {},
  reads: ["task", "sources", "features", "label", "candidates", "search", "evaluation"],
  files: (model) => (model.evaluation.stress.length === 0 ? [] : [model.features.sql, model.label.sql]),
  async run(context) {
    const { inputs, outputs, model, scorer, progress } = context;
    const test = await inputs.test!.table("rows.parquet");
    const plan = inputs.test!.json<SplitPlan>("split.json");
    const trained = inputs.candidates!.json<TrainedDocument>("candidates.json");
    const [label, times] = [numbersOf(test, "label"), numbersOf(test, orderColumn(model.sources[0]!))];
    const features = featuresOf(test, trained);
    const scoreBy = new Map(
      trained.candidates.map(({ name }) => {
        const graph = inputs.candidates!.bytes(`${name}/model.onnx`);
        return [
          name,
          (of: Features) => {
            const { numbers, categories } = graphInputsOf(of);
            return scorer.score(graph, numbers, categories);
          },
        ];
      }),
    );
    const adopted = await adoptCandidate(context, trained);
    if (adopted?.judged !== undefined) scoreBy.set(adopted.document.candidate, adopted.judged.score);
    const names = [...scoreBy.keys()];
    const score = (name: string, of: Features) => scoreBy.get(name)!(of);
    const predictions: Record<string, Float64Array> = {};
    for (const name of names) predictions[name] = await score(name, features);

    const stress: Record<string, StressResult[]> = Object.fromEntries(names.map((name) => [name, []]));
    const scenarios = model.evaluation.stress.filter((s) => STRESS[s].applies(model));
    const tables: Record<string, Table> = {};
    if (scenarios.length > 0)
      for (const [name, rows] of Object.entries(curatedTables(inputs.curated!)))
        tables[name] = await context.sql.query("SELECT * FROM rows", { rows });
    for (const [i, scenario] of scenarios.entries()) {
      progress.at(0.1 + (0.4 * i) / scenarios.length, `stress: ${scenario}`);
      const rows = await shocked(context, tables, scenario, plan);
      for (const name of names)
        stress[name]!.push(
          stressResult(scenario, model.task, numbersOf(rows, "label"), await score(name, featuresOf(rows, trained)), {
            threshold: model.evaluation.threshold,
          }),
        );
    }
    const permuted: Record<string, readonly PermutationLoss[]> = {};
    const { sessionOfRow } = sessionsOf(times);
    for (const [i, name] of names.entries()) {
      progress.at(0.5 + (0.2 * i) / names.length, `importance: ${name}`);
      permuted[name] = await permutationImportance({
        features,
        label,
        sessionOfRow,
        blockSessions: model.evaluation.blockSessions,
        metric: METRICS[model.search.metric],
        options: { threshold: model.evaluation.threshold },
        repeats: 3,
        random: seededRandom(model.search.seed).fork("permutation"),
        score: (of) => score(name, of),
      });
    }
    progress.at(0.7, "intervals");
    const evaluation = judge({
      task: model.task,
      baseline: model.candidates[0]!.name,
      label,
      times,
      isDated: model.sources[0]!.time !== undefined,
      predictions,
      columns: Object.fromEntries(model.evaluation.slices.filter((s) => s !== "year").map((s) => [s, stringsOf(test, s)])),
      settings: model.evaluation,
      seed: model.search.seed,
      stress,
      permutationImportance: permuted,
    });
    outputs.evaluation!.writeJson("evaluation.json", evaluation);
    if (adopted !== undefined) outputs.evaluation!.writeJson(ADOPTED_FILES.document, adopted.document);
    if (adopted?.judged !== undefined) {
      outputs.evaluation!.writeBytes(ADOPTED_FILES.graph, adopted.judged.graph);
      await outputs.evaluation!.writeTable(ADOPTED_FILES.newestFold, adopted.judged.newestFold);
    }
    await outputs.evaluation!.writeTable("predictions.parquet", {
      rows: test.rows,
      columns: {
        ...Object.fromEntries([...rowKey(model), "label"].map((name) => [name, test.columns[name]!])),
        ...Object.fromEntries(Object.entries(predictions).map(([name, values]) => [name, { type: "number" as const, values }])),
      },
    });
    for (const [name, { metrics }] of Object.entries(evaluation.candidates))
      for (const [metric, { value }] of Object.entries(metrics)) if (value !== null) progress.metric(`${name}.test.${metric}`, value);
    return { verdict: "done" };
  },
};
