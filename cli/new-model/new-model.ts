import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { headerName } from "../../model-code/core/data/parse-csv";
import type { Answers, TemplateName } from "./answers";
import { type CsvFile, withCsv } from "./csv-file";
import { NO_TIME, timesOf, usableTimes } from "./identity";
import { checkFilled, inferTable } from "./infer";
import { labelsOf, positiveOf } from "./label";
import { MADE_UP, MADE_UP_LABEL, madeUpRecords } from "./made-up";
import { profileOf, type TableFacts } from "./profile";
import { type AskedBy, answersTo, choice, listOf, MODEL_QUESTIONS, type Question } from "./questions";
import { renderModel } from "./render";
import { cutSample } from "./sample";
import { versionsIn } from "./template-files";

export interface NewModel {
  readonly name: string;
  readonly template: TemplateName;
  /** CSV to infer from; undefined: made-up rows. */
  readonly data: string | undefined;
  readonly trainsIn: string;
  /** What flags said, by flag. */
  readonly given: Readonly<Record<string, string | undefined>>;
  readonly terminal: AskedBy | undefined;
  readonly templates: string;
  /** Aborted when somebody stops the command. */
  readonly signal: AbortSignal;
}

/** What the file leaves open. What was said of it is held against the file when the table is inferred, with better words. */
function dataQuestions(facts: TableFacts, template: TemplateName, given: NewModel["given"]): readonly Question[] {
  const likely = labelsOf(facts, template);
  const names = likely.length > 0 ? likely : facts.columns.map((c) => c.name);
  const times = timesOf(facts);
  // one that is missing now and then is nobody's first choice
  const isOpen = times.length > 0 && usableTimes(facts).length !== 1;
  return [
    choice("label", "Which column the model is to predict", names),
    ...(isOpen || given.time !== undefined ? [choice("time", "Which column says when a row is about", [...times, NO_TIME])] : []),
  ].map((question) => (given[question.flag] === undefined ? question : { flag: question.flag, question: question.question }));
}

function positiveQuestions(facts: TableFacts, template: TemplateName, label: string | undefined): readonly Question[] {
  const column = facts.columns.find((c) => c.name === label);
  const isOpen = template === "classification" && column?.distinct === 2 && positiveOf(column) === undefined;
  return isOpen ? [choice("positive", `Which value of ${label} counts as yes`, column!.values)] : [];
}

async function ofFile(of: NewModel, file: CsvFile): Promise<ReadonlyMap<string, string>> {
  const { name, template, trainsIn, terminal, templates, data, signal } = of;
  const facts = await profileOf(file);
  signal.throwIfAborted();
  const isMadeUp = data === undefined;
  const named = (name: string | undefined) => (name === undefined ? undefined : headerName(name));
  const given: NewModel["given"] = isMadeUp
    ? { ...of.given, label: MADE_UP_LABEL }
    : { ...of.given, label: named(of.given.label), time: named(of.given.time) };
  checkFilled(file, facts);
  const said = await answersTo(
    [...MODEL_QUESTIONS, ...dataQuestions(facts, template, given), ...positiveQuestions(facts, template, given.label)],
    given,
    terminal,
  );
  const asked = given.label === undefined ? await answersTo(positiveQuestions(facts, template, said.label), given, terminal) : said;
  const inferred = await inferTable(file, facts, {
    template,
    label: said.label!,
    positive: asked.positive ?? given.positive,
    time: said.time,
  });
  const { text, ...cut } = await cutSample(file, inferred);
  const table = { ...inferred, ...cut, ...(isMadeUp && { file: null }) };
  const answers: Answers = {
    name,
    team: said.owner!,
    contact: said.contact!,
    approvers: listOf(said.approvers!),
    objective: said.objective!,
    businessMetric: said["business-metric"]!,
    trainsIn,
    table,
  };
  const version = versionsIn(templates).at(-1)!;
  return new Map([...renderModel(templates, { template, version, answers }), [`sample/${table.source}.csv`, text]]);
}

/**
 * The files of a new model by their path in its folder: a template filled in with what was said, and with what a CSV file shows.
 * @throws BadInput or WrongUse, or what `signal` is aborted with; nothing is written
 */
export async function newModelFiles(of: NewModel): Promise<ReadonlyMap<string, string>> {
  if (of.data !== undefined) return withCsv(of.data, (file) => ofFile(of, file));
  const work = mkdtempSync(join(tmpdir(), "new-model-"));
  try {
    writeFileSync(join(work, MADE_UP), madeUpRecords(of.template));
    return await withCsv(join(work, MADE_UP), (file) => ofFile(of, file));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
