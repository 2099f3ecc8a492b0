import { stringify } from "yaml";
import { DRAW, keyColumns, orderColumn, rowColumns } from "../../model-code/core/data/row-identity";
import type { Answers, ColumnAnswers, TableAnswers } from "./answers";
import { sqlName } from "./feature-name";

const PLAIN = /^[A-Za-z][A-Za-z0-9 _.@/-]*$/;

/** A value as YAML takes it on one line, within braces, too. */
export function scalar(value: string | number | boolean | readonly (string | number)[]): string {
  if (typeof value === "object") return `[${value.map(scalar).join(", ")}]`;
  if (typeof value !== "string") return String(value);
  return PLAIN.test(value) && stringify(value).trimEnd() === value ? value : JSON.stringify(value);
}

const comment = (text: string): string => ` # ${text.replace(/\s+/g, " ")}`;

/** A text within a line or a table of Markdown. */
export const inLine = (text: string): string => text.replace(/\s+/g, " ").replaceAll("|", "\\|");

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function columnLine({ name, type, format, optional, min, max, values, seen }: ColumnAnswers): string {
  const rule = Object.entries({ type, format, min, max, values, optional }).flatMap(([k, v]) =>
    v === undefined ? [] : [`${k}: ${scalar(v)}`],
  );
  return `${scalar(name)}: { ${rule.join(", ")} }${comment(seen)}`;
}

/** SQL that gives a column as a number or a category. */
function expression({ name, written }: ColumnAnswers): string {
  if (written === undefined) return sqlName(name);
  const present = written.markers.reduce((sql, marker) => `nullif(${sql}, ${literal(marker)})`, sqlName(name));
  return `CAST(${written.comma ? `replace(replace(${present}, '.', ''), ',', '.')` : present} AS DOUBLE)`;
}

const named = (sql: string, name: string) => (sql === name ? sql : `${sql} AS ${name}`);

const identityOf = ({ key, time, entity }: TableAnswers) => ({
  ...(key !== null && { key: [...key] }),
  ...(time !== null && { time }),
  ...(entity !== null && { entity }),
});

/** A time as the day that it lies in: what is split by. */
function keySql(table: TableAnswers): readonly string[] {
  const stamps = new Set(table.columns.filter((c) => c.type === "timestamp").map((c) => c.name));
  return rowColumns(identityOf(table)).map((name) =>
    stamps.has(name) ? `CAST(${sqlName(name)} AS DATE) AS ${sqlName(name)}` : sqlName(name),
  );
}

function labelSql({ label, columns }: TableAnswers): string {
  const column = columns.find((c) => c.name === label.column)!;
  if (label.positive === undefined) return expression(column);
  const positive = column.type === "number" ? String(Number(label.positive)) : literal(label.positive);
  return `CASE WHEN ${sqlName(label.column)} = ${positive} THEN 1.0 ELSE 0.0 END`;
}

function identityLines({ key, time, entity, file }: TableAnswers): readonly string[] {
  const seen = file === null ? "" : ` in ${file}`;
  return [
    key === null
      ? `# no key: no column differs in every row${seen}, so that each line is a row of its own, row_id, and what comes twice counts twice`
      : `key: ${scalar(key)}${comment(`differs in every row${seen}`)}`,
    time === null
      ? "# no time: rows are taken to be independent and are split by lot, draw; how the model fares on later rows is not known"
      : `time: ${scalar(time)}${comment("what is trained on lies before what is judged")}`,
    ...(entity === null ? [] : [`entity: ${scalar(entity)}${comment("comes in several rows, which stay together")}`]),
  ];
}

function splitLines({ time, sessions }: TableAnswers): readonly string[] {
  const unit = time === null ? "rows" : "days";
  return [
    "testShare: 0.25",
    "folds: 3",
    ...(time === null
      ? ["embargoSessions: 0"]
      : [
          "# 0: the label is taken to be known at once. Where it takes days to know, raise this and label.horizonSessions to as many.",
          "embargoSessions: 0",
        ]),
    `minTrainSessions: ${Math.max(10, Math.floor(sessions * 0.3))}${comment(`of the ${sessions} ${unit} that the sample has; raise it for real data`)}`,
  ];
}

const SENSITIVITY = {
  internal: "nothing in the file looked personal; say personal or confidential if it is",
  confidential: "personal columns were found, but none that names whose row it is: nobody's rows can be found to be given out or erased",
  personal: "rows are about people",
} as const;

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");

/** What the placeholders of a template stand for, all made of a model's answers. */
export function valuesOf(answers: Answers): Readonly<Record<string, string>> {
  const { table } = answers;
  const features = table.columns.filter((c) => c.feature !== undefined);
  const of = (kind: "number" | "category") => features.filter((c) => c.feature?.kind === kind).map((c) => c.feature!.name);
  const categories = of("category");
  const identity = identityOf(table);
  const order = rowColumns(identity);
  const from = table.file === null ? "the made-up sample" : table.file;
  const kept = table.columns.filter((c) => c.feature === undefined);
  const personal = table.left.filter((l) => l.personal);
  const title = answers.objective.split(/(?<=[.?!])\s/)[0]!.replace(/\s+/g, " ");
  const orderBy = [orderColumn(identity), ...order.filter((name) => name !== orderColumn(identity))].map(sqlName).join(", ");
  return {
    name: answers.name,
    title: scalar(title),
    titleText: inLine(title),
    team: scalar(answers.team),
    teamText: inLine(answers.team),
    contact: scalar(answers.contact),
    contactText: answers.contact,
    approvers: scalar(answers.approvers),
    approversText: answers.approvers.join(", "),
    objective: scalar(answers.objective),
    objectiveText: inLine(answers.objective),
    businessMetric: scalar(answers.businessMetric),
    businessMetricText: inLine(answers.businessMetric),
    trainsIn: scalar(answers.trainsIn),
    from,
    rows: String(table.rows),
    source: table.source,
    identity: identityLines(table).join("\n"),
    columns: table.columns.map(columnLine).join("\n"),
    left: table.left.map((l) => `# ${l.name} is left out: ${l.why}`.replace(/\s+/g, " ")).join("\n"),
    sensitivity: `sensitivity: ${table.sensitivity}${comment(SENSITIVITY[table.sensitivity])}`,
    privacy: table.subject === null ? "" : `privacy: { subject: ${scalar(table.subject)} }${comment("whose row it is")}`,
    numbers: of("number")
      .map((name) => `- ${name}`)
      .join("\n"),
    numbersKey: of("number").length === 0 ? "numbers: []" : "numbers:",
    categories: scalar(categories),
    split: splitLines(table).join("\n"),
    blockSessions: String(table.time === null ? 1 : Math.max(1, Math.min(20, Math.round(table.sessions / 20)))),
    blockWhy: table.time === null ? "rows are independent" : "days in a row that are resampled together, because they are alike",
    slices: scalar(table.slices),
    selectKey: keySql(table)
      .map((sql) => `${sql},`)
      .join("\n"),
    selectFeatures: features.map((c) => named(expression(c), c.feature!.name)).join(",\n"),
    table: sqlName(table.source),
    orderBy,
    labelSql: labelSql(table),
    labelColumn: sqlName(table.label.column),
    labelText: inLine(table.label.positive === undefined ? table.label.column : `${table.label.column} is ${table.label.positive}`),
    answerText: inLine(
      table.label.positive === undefined
        ? `The ${table.label.column} to expect.`
        : `How likely it is that ${table.label.column} is ${table.label.positive}, from 0 to 1; yes from 0.5 on.`,
    ),
    limitText:
      table.time === null
        ? "Saying how well it will do later: rows have no time, so that its test says how it does on rows of the same time."
        : "Rows long after those that it was trained on: its monitors say when it has become worse.",
    quotedNames: table.columns.map((c) => c.name).some((name) => sqlName(name) !== name)
      ? "-- Names in double quotes: Spark reads them as names with spark.sql.ansi.doubleQuotedIdentifiers."
      : "",
    rowText: table.key === null ? "line of a file" : keyColumns(identity).join(" and "),
    splitText: table.time === null ? `by lot (\`${DRAW}\`): no column says when` : `in time, by \`${table.time}\``,
    featureList: bullets(features.map((c) => `\`${c.feature!.name}\`: ${c.seen}`)),
    notFeatures: bullets([
      ...kept.map((c) => `\`${c.name}\`: ${c.seen}`),
      ...table.left.map((l) => `\`${l.name}\`: ${l.why}; not in the contract`),
    ]),
    sampleFile: `${table.source}.csv`,
    sampleRows: String(table.sampleRows),
    sampleOrigin: sampleOrigin(table),
    personalText:
      personal.length === 0
        ? ""
        : `**Personal columns.** ${personal.map((l) => `\`${l.name}\` (${l.why})`).join(", ")}: neither in the sample nor in the features. \`ingest\` keeps a file as it came, with every column: take them out before it is delivered.`,
  };
}

function sampleOrigin({ file, rows, sampleRows, evened, subject, delimiter }: TableAnswers): string {
  if (file === null)
    return "**Made up.** Nobody observed these rows: `mlops new-model` generated them with a fixed seed, so that the model runs before there is data. Replace them.";
  return [
    sampleRows === rows
      ? `All ${rows} rows of ${file}.`
      : `${sampleRows} of the ${rows} rows of ${file}, chosen by the hash of what they hold.`,
    ...(evened
      ? [
          "The rarer class comes more often than in the file, so that there is something to learn from: figures of the sample are not those of the data.",
        ]
      : []),
    ...(subject === null ? [] : [`\`${subject}\` is numbered anew, so that it names nobody.`]),
    ...(delimiter === ","
      ? []
      : ["The file has another separator. `ingest` reads commas: what is delivered must have them, as this sample has."]),
  ].join(" ");
}
