import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { headerName } from "../../model-code/core/data/parse-csv";
import { problemText } from "../../model-code/core/problem";
import type { Answers, TemplateName } from "./answers";
import { type CsvFile, withCsv } from "./csv-file";
import { NO_TIME, timeProblem, timesOf, usableTimes } from "./identity";
import { checkFilled, inferTable } from "./infer";
import { labelsOf, positiveOf } from "./label";
import { MADE_UP, MADE_UP_LABEL, madeUpRecords } from "./made-up";
import { profileOf, type TableFacts } from "./profile";
import { type AskedBy, answersTo, choice, listOf, MODEL_QUESTIONS, type Question, taken } from "./questions";
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

/** A question for a column: named as the file names it, too. */
const column = (flag: string, question: string, names: readonly string[]): Question => ({
  ...choice(flag, question, names),
  read: headerName,
});

/** Which column says when. One that is missing now and then, or that can't be read, is nobody's first choice. */
function timeQuestions(file: CsvFile, facts: TableFacts, { given, terminal }: NewModel): readonly Question[] {
  const times = timesOf(facts);
  const unread = terminal === undefined ? undefined : timeProblem(file, facts, undefined);
  const isOpen = (times.length > 0 && usableTimes(facts).length !== 1) || unread !== undefined;
  if (!isOpen && given.time === undefined) return [];
  const why = unread === undefined ? "" : `${problemText(unread)}\n`;
  const asked = column("time", `${why}Which column says when a row is about`, [...times, NO_TIME]);
  const fault = (answer: string) => {
    const problem = answer === NO_TIME ? undefined : timeProblem(file, facts, answer);
    return problem === undefined ? undefined : problemText(problem);
  };
  return [{ ...asked, fault: (answer) => asked.fault?.(answer) ?? fault(answer) }];
}

/** What the file leaves open. What was said of it is held against the file when the table is inferred, with better words. */
function dataQuestions(file: CsvFile, facts: TableFacts, of: NewModel): readonly Question[] {
  const likely = labelsOf(facts, of.template);
  const names = likely.length > 0 ? likely : facts.columns.map((c) => c.name);
  return [column("label", "Which column the model is to predict", names), ...timeQuestions(file, facts, of)].map((question) =>
    of.given[question.flag] === undefined ? question : { flag: question.flag, question: question.question },
  );
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
  const asked = dataQuestions(file, facts, { ...of, given });
  if (terminal === undefined)
    await answersTo([...MODEL_QUESTIONS, ...asked, ...positiveQuestions(facts, template, given.label)], given, terminal);
  taken(MODEL_QUESTIONS, given);
  // what the file can't give is told before somebody has said all that it is for
  const { label, time } = await answersTo(asked, given, terminal);
  const { positive = given.positive } = await answersTo(positiveQuestions(facts, template, label), given, terminal);
  const inferred = await inferTable(file, facts, { template, label: label!, positive, time });
  const { text, ...cut } = await cutSample(file, inferred);
  const table = { ...inferred, ...cut, ...(isMadeUp && { file: null }) };
  const said = await answersTo(MODEL_QUESTIONS, given, terminal);
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
