import { DRAW, keyColumns, orderColumn, ROW_ID } from "../data/row-identity";
import { METRICS } from "../evaluate/metrics";
import { checkParams, LEARNERS } from "../learners";
import type { Problem } from "../problem";
import { checkAutoml } from "./check-automl";
import { checkBatch } from "./check-batch";
import { checkIngestion } from "./check-ingestion";
import { checkServing } from "./check-serving";
import type { CandidateSpec, ModelSpec, SourceSpec } from "./model-schema";
import { parseRule } from "./rule";
import type { Say } from "./say";

function isExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** What a source without a key or a time can't be, and what it may not call its columns. */
function checkIdentity(source: SourceSpec, at: string, say: Say): void {
  const columns = Object.keys(source.contract.columns);
  for (const [part, made] of [
    ["key", ROW_ID],
    ["time", DRAW],
  ] as const) {
    if (source[part] !== undefined) continue;
    if (columns.includes(made))
      say(
        `${at}/contract/columns/${made}`,
        `another name: a source without ${part} gets a column ${made}`,
        `"${made}"`,
        `Name the ${part}.`,
      );
    if (source.kind !== "file-drop")
      say(`${at}/${part}`, `${part} beside kind ${source.kind}`, "none", "Name it: rows are asked for again, and come in once.");
  }
  if (source.time === undefined && (source.contract.calendar ?? source.ohlcv) !== undefined)
    say(`${at}/time`, "time beside contract.calendar and ohlcv", "none", "Name the column that says when.");
}

/** Rows without a time have no order that a split or a breakdown could go by. */
function checkUndated(model: ModelSpec, say: Say): void {
  if (model.sources[0]!.time !== undefined) return;
  const remedy = "Remove it, or name the first source's time.";
  if (model.split.testFrom !== undefined) say("split/testFrom", "none: the rows have no time", model.split.testFrom, remedy);
  if (model.split.embargoSessions > 0)
    say("split/embargoSessions", "0: rows without a time are independent", String(model.split.embargoSessions), remedy);
  const year = model.evaluation.slices.indexOf("year");
  if (year >= 0) say(`evaluation/slices/${year}`, "a column: the rows have no time", "year", remedy);
}

function checkSource(source: SourceSpec, index: number, say: Say): void {
  const columns = Object.keys(source.contract.columns);
  const known = `one of ${columns.join(", ")}`;
  const at = `sources/${index}`;
  const column = (path: string, name: string) => {
    if (!columns.includes(name)) say(`${at}/${path}`, known, `"${name}"`, "Name a column of this source's contract.");
  };
  source.key?.forEach((name, i) => {
    column(`key/${i}`, name);
  });
  checkIdentity(source, at, say);
  if (source.time !== undefined) column("time", source.time);
  const timeType = source.time === undefined ? undefined : source.contract.columns[source.time]?.type;
  if (timeType !== undefined && timeType !== "date" && timeType !== "timestamp")
    say(`${at}/time`, "a column of type date or timestamp", `"${source.time}" of type ${timeType}`, "Name the column that says when.");
  if (source.entity !== undefined) column("entity", source.entity);
  for (const [name, { pattern, type, format }] of Object.entries(source.contract.columns)) {
    if (pattern !== undefined && !isExpression(pattern))
      say(`${at}/contract/columns/${name}/pattern`, "a regular expression", `"${pattern}"`, "Correct it.");
    if (format !== undefined && type !== "date")
      say(
        `${at}/contract/columns/${name}/format`,
        "none, except of a date",
        `"${format}" of a ${type}`,
        "Leave it out, or correct the type.",
      );
  }
  source.contract.rules.forEach((rule, i) => {
    const { left, right } = parseRule(rule);
    column(`contract/rules/${i}`, left);
    if (typeof right === "string") column(`contract/rules/${i}`, right);
  });
  for (const [role, name] of Object.entries(source.ohlcv ?? {})) column(`ohlcv/${role}`, name);
  source.normalizeText.forEach((name, i) => {
    column(`normalizeText/${i}`, name);
  });
  if (source.sentiment) column("sentiment/text", source.sentiment.text);
  if (source.missingSessions === "carry" && !(source.ohlcv && source.contract.calendar && source.entity))
    say(
      `${at}/missingSessions`,
      "ohlcv, entity and contract.calendar beside `carry`",
      "not all of them",
      "Add them, or leave missing sessions out.",
    );
  if (source.contract.freshness && !source.contract.calendar)
    say(`${at}/contract/freshness`, "contract.calendar beside it", "none", "Name the exchange whose sessions count.");
}

function checkCandidate(candidate: CandidateSpec, index: number, model: ModelSpec, say: Say): void {
  const learner = LEARNERS[candidate.learner];
  if (learner === undefined) return;
  const at = `candidates/${index}`;
  if (!learner.tasks.includes(model.task))
    say(
      `${at}/learner`,
      `a learner for ${model.task}`,
      candidate.learner,
      `Take one of ${Object.values(LEARNERS)
        .filter((l) => l.tasks.includes(model.task))
        .map((l) => l.name)
        .join(", ")}.`,
    );
  for (const problem of checkParams(learner, candidate.params))
    say(`${at}/params/${problem.where}`, problem.expected, problem.got, problem.remedy);
  for (const [name, dimension] of Object.entries(candidate.space)) {
    const rule = learner.params[name];
    if (rule === undefined)
      say(
        `${at}/space/${name}`,
        `a parameter of ${learner.name}: ${Object.keys(learner.params).join(", ") || "it has none"}`,
        `"${name}"`,
        "Remove it or correct its name.",
      );
    if (name in candidate.params)
      say(`${at}/space/${name}`, "a parameter either fixed or searched", "both", "Remove it from params or from space.");
    if (rule !== undefined && dimension.type === "choice")
      dimension.values.forEach((value, i) => {
        const own = checkParams({ name: learner.name, params: { [name]: rule } }, { [name]: value });
        for (const problem of own) say(`${at}/space/${name}/values/${i}`, problem.expected, problem.got, problem.remedy);
      });
    if (rule?.type === "integer" && (dimension.type === "uniform" || dimension.type === "log-uniform"))
      say(`${at}/space/${name}/type`, "integer: the parameter is a whole number", dimension.type, "Make it integer.");
    if (dimension.type !== "choice" && dimension.min > dimension.max)
      say(`${at}/space/${name}`, "min at most max", `${dimension.min} to ${dimension.max}`, "Swap them.");
    if (rule !== undefined && dimension.type !== "choice") {
      if (rule.min !== undefined && dimension.min < rule.min)
        say(`${at}/space/${name}/min`, `at least ${rule.min}`, String(dimension.min), "Raise it.");
      if (rule.max !== undefined && dimension.max > rule.max)
        say(`${at}/space/${name}/max`, `at most ${rule.max}`, String(dimension.max), "Lower it.");
    }
  }
  const feature = candidate.params.feature;
  if (candidate.learner === "naive-score" && typeof feature === "string" && !model.features.numbers.includes(feature))
    say(`${at}/params/feature`, "one of features.numbers", `"${feature}"`, "Name a number feature.");
}

function checkGates(model: ModelSpec, say: Say): void {
  model.gates.forEach((gate, i) => {
    const metric = METRICS[gate.metric];
    if (!metric.tasks.includes(model.task))
      say(
        `gates/${i}/metric`,
        `a metric of ${model.task}: ${Object.values(METRICS)
          .filter((m) => m.tasks.includes(model.task))
          .map((m) => m.name)
          .join(", ")}`,
        `"${gate.metric}"`,
        "Take a metric that the task has.",
      );
    if ((gate.kind === "threshold" || gate.kind === "worst-slice") && gate.min === undefined && gate.max === undefined)
      say(`gates/${i}`, "min or max", "neither", "Say what value passes.");
    if (
      (gate.kind === "threshold" || gate.kind === "worst-slice") &&
      gate.min !== undefined &&
      gate.max !== undefined &&
      gate.min > gate.max
    )
      say(`gates/${i}`, "min at most max", `${gate.min} to ${gate.max}`, "Swap them: nothing passes as it is.");
    if (gate.kind === "worst-slice" && !model.evaluation.slices.includes(gate.slice))
      say(
        `gates/${i}/slice`,
        `one of evaluation.slices: ${model.evaluation.slices.join(", ") || "none"}`,
        `"${gate.slice}"`,
        "Name a slice that is evaluated.",
      );
    if (gate.kind === "stress" && model.evaluation.stress.length === 0)
      say(`gates/${i}`, "scenarios in evaluation.stress", "none", "Name at least one scenario, or remove the gate.");
  });
}

/** Whoever's data it is must be found in it, to be given out or erased. */
function checkPrivacy({ sensitivity, privacy, sources }: ModelSpec, say: Say): void {
  const columns = Object.keys(sources[0]!.contract.columns);
  if (sensitivity === "personal" && privacy === undefined)
    say("privacy", "privacy.subject beside sensitivity personal", "none", "Name the first source's column that says whose data a row is.");
  if (privacy !== undefined && !columns.includes(privacy.subject))
    say("privacy/subject", `one of ${columns.join(", ")}`, `"${privacy.subject}"`, "Name a column of the first source's contract.");
}

/**
 * What a JSON Schema cannot say of a model.yaml: that names refer to something, that figures agree with each other, that metrics
 * and learners fit the task.
 * @returns every problem found, none for a sound model
 */
export function checkSpec(model: ModelSpec, file: string): readonly Problem[] {
  const problems: Problem[] = [];
  const say: Say = (path, expected, got, remedy) => problems.push({ where: `${file} ${path}`, expected, got, remedy });
  model.sources.forEach((source, i) => {
    checkSource(source, i, say);
  });
  const names = model.sources.map((s) => s.name);
  if (new Set(names).size < names.length) say("sources", "names that differ", names.join(", "), "Rename one.");
  if (model.sources[0]?.required === false)
    say("sources/0/required", "true: its rows are predicted for", "false", "Put the main source first.");
  const first = model.candidates[0];
  if (first !== undefined && LEARNERS[first.learner]?.baseline !== true)
    say(
      "candidates/0/learner",
      `a baseline (${Object.values(LEARNERS)
        .filter((l) => l.baseline)
        .map((l) => l.name)
        .join(", ")}), for what the others must beat`,
      first.learner,
      "Put a baseline first.",
    );
  const candidates = model.candidates.map((c) => c.name);
  if (new Set(candidates).size < candidates.length) say("candidates", "names that differ", candidates.join(", "), "Rename one.");
  model.candidates.forEach((candidate, i) => {
    checkCandidate(candidate, i, model, say);
  });
  const main = model.sources[0]!;
  const texts = Object.entries(main.contract.columns)
    .filter(([, c]) => c.type === "string")
    .map(([n]) => n);
  model.evaluation.slices.forEach((slice, i) => {
    if (slice !== "year" && slice !== main.entity && !model.features.categories.includes(slice))
      say(
        `evaluation/slices/${i}`,
        `year, the entity or a category: ${["year", main.entity ?? [], model.features.categories].flat().join(", ")}`,
        `"${slice}"`,
        texts.includes(slice) ? "Give it out of features.sql as a category." : "Correct its name.",
      );
  });
  const taken = [...keyColumns(main), orderColumn(main), "label"];
  model.candidates.forEach((candidate, i) => {
    if (taken.includes(candidate.name))
      say(`candidates/${i}/name`, "a name that is no column of the predictions", `"${candidate.name}"`, "Rename it.");
  });
  const features = [...model.features.numbers, ...model.features.categories];
  if (features.length === 0) say("features", "a number or a category at least", "none", "Name what the query gives.");
  if (new Set(features).size < features.length)
    say("features", "each feature once", "one that is a number and a category", "Remove it from one list.");
  model.features.selection.keep.forEach((name, i) => {
    if (!features.includes(name)) say(`features/selection/keep/${i}`, "one of the features", `"${name}"`, "Correct its name.");
  });
  if (!METRICS[model.search.metric].tasks.includes(model.task))
    say("search/metric", `a metric of ${model.task}`, `"${model.search.metric}"`, "Take a metric that the task has.");
  if (main.time !== undefined && model.split.embargoSessions < model.label.horizonSessions)
    say(
      "split/embargoSessions",
      `at least label.horizonSessions, ${model.label.horizonSessions}`,
      String(model.split.embargoSessions),
      "Raise it: labels would reach into what is judged.",
    );
  checkUndated(model, say);
  checkGates(model, say);
  model.release.canary.forEach(({ weight }, i, stages) => {
    const before = stages[i - 1]?.weight;
    if (before !== undefined && weight <= before)
      say(
        `release/canary/${i}/weight`,
        `more than the ${before} before it`,
        String(weight),
        "Let the weights grow: callers move once then.",
      );
  });
  checkAutoml(model, say);
  checkPrivacy(model, say);
  checkIngestion(model, say);
  checkBatch(model, say);
  checkServing(model, say);
  return problems;
}
