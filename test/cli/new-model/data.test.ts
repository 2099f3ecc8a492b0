import { parse } from "csv-parse/sync";
import type { TemplateName } from "../../../cli/new-model/answers";
import { newModelFiles } from "../../../cli/new-model/new-model";
import { TEMPLATES } from "../../../cli/new-model/template-files";
import { WrongUse } from "../../../cli/wrong-use";
import { BadInput } from "../../../model-code/core/problem";
import { parseModel } from "../../../model-code/core/spec/parse-model";
import { csvOf, loans, type NewModelLab, newModelLab, type Row, without } from "../../support/new-model-lab";

const ANSWERS = {
  owner: "retail-risk",
  contact: "retail-risk@example.com",
  approvers: "model-risk@example.com",
  objective: "Tell who will not pay a loan back.",
  "business-metric": "Losses on loans granted",
};
const STATUS = { label: "status", positive: "bad" };

let lab: NewModelLab;
beforeAll(() => {
  lab = newModelLab();
});
afterAll(() => lab.close());

/** The files of a model of a CSV text, in memory: held to what a model.yaml must be, written nowhere. */
async function model(
  text: string | Uint8Array,
  flags: Readonly<Record<string, string>> = STATUS,
  template: TemplateName = "classification",
) {
  const files = await newModelFiles({
    name: "made",
    template,
    data: lab.csv(text),
    trainsIn: "dev",
    given: { ...ANSWERS, ...flags },
    terminal: undefined,
    templates: TEMPLATES,
    signal: new AbortController().signal,
  });
  const file = (path: string) => files.get(path) ?? "";
  const spec = parseModel(file("model.yaml"), "made/model.yaml");
  const rows: readonly Row[] = parse(file(`sample/${spec.sources[0]!.name}.csv`), { columns: true });
  return { file, spec, source: spec.sources[0]!, rows, yaml: file("model.yaml"), features: file("features.sql") };
}

const FEW = loans(200);

test("a plain table with a date: key, time, contract, features and label are those of the file", async () => {
  const { file, spec, source, rows, yaml, features } = await model(csvOf(FEW));
  expect(source).toMatchObject({ name: "loans", key: ["loan_id"], time: "applied_on" });
  expect(source.contract.columns).toMatchObject({
    loan_id: { type: "string" },
    applied_on: { type: "date" },
    income: { type: "number", min: 0 },
    earlier_defaults: { type: "number", min: 0, max: 4 },
    purpose: { values: expect.arrayContaining(["car", "home", "other", "study"]) },
    employment: { optional: true },
    status: { optional: true },
  });
  expect(spec.features).toMatchObject({ numbers: ["income", "debt_ratio", "earlier_defaults"], categories: ["purpose", "employment"] });
  expect(features).toMatch(/^SELECT\n {2}loan_id,\n {2}applied_on,\n {2}income,/m);
  expect(file("label.sql")).toContain("CASE WHEN status = 'bad' THEN 1.0 ELSE 0.0 END AS label");
  // the comment is what the file showed
  const missing = FEW.filter((r) => r.employment === "").length / 2;
  expect(yaml).toContain(`# 2 values, missing in ${missing.toFixed(1)} % of the rows`);
  expect(rows).toEqual(FEW);
});

test("no date and no id: rows are split by lot and told apart by their line", async () => {
  const { spec, source, yaml } = await model(csvOf(without(FEW, "applied_on", "loan_id")));
  expect([source.key, source.time, source.entity]).toEqual([undefined, undefined, undefined]);
  expect([spec.split.embargoSessions, spec.evaluation.blockSessions]).toEqual([0, 1]);
  expect(yaml).toContain("# no time: rows are taken to be independent and are split by lot");
  expect(yaml).toContain("# no key: no column differs in every row in loans.csv");
});

test("a customer with several rows stays together: the entity of rows without a time", async () => {
  const rows = without(FEW, "applied_on", "loan_id").map((row, i): Row => ({ customer_id: `C${i % 60}`, ...row }));
  const { spec, source, yaml } = await model(csvOf(rows));
  expect(source).toMatchObject({ entity: "customer_id" });
  // who a customer is can be looked up by the id: the rows are about people
  expect([spec.sensitivity, spec.privacy]).toEqual(["personal", { subject: "customer_id" }]);
  expect(yaml).toContain("entity: customer_id");
});

test.each<[string, (row: Row, i: number) => Row, string]>([
  ["a name", (r, i) => ({ ...r, customer_name: `Person ${i}` }), "customer_name"],
  ["an e-mail address under a plain name", (r, i) => ({ ...r, c7: `p${i}@example.com` }), "c7"],
  ["a phone number under a plain name", (r, i) => ({ ...r, c7: `+31 20 555 ${1000 + i}` }), "c7"],
  // ISO 13616's example, whose check digits are right
  ["an IBAN under a plain name", (r) => ({ ...r, c7: "GB82 WEST 1234 5698 7654 32" }), "c7"],
  ["a date of birth", (r, i) => ({ ...r, birth_date: `19${50 + (i % 40)}-01-02` }), "birth_date"],
])("%s is taken out of sample, contract and features, and the class is set", async (_, change, column) => {
  const { file, spec, source, rows, yaml } = await model(csvOf(loans(200, change)));
  expect(Object.keys(source.contract.columns)).not.toContain(column);
  expect(Object.keys(rows[0]!)).not.toContain(column);
  expect([...spec.features.numbers, ...spec.features.categories]).not.toContain(column);
  expect([spec.sensitivity, spec.privacy?.subject]).toEqual(["personal", "loan_id"]);
  expect(yaml).toContain(`# ${column} is left out: its `);
  expect(file("sample/README.md")).toContain("**Personal columns.**");
  // the ids of people are not published either
  expect(rows[0]!.loan_id).toMatch(/^S\d{6}$/);
  expect(new Set(rows.map((r) => r.loan_id)).size).toBe(200);
});

test("an account that is no IBAN by its check digits is no personal column", async () => {
  const { spec } = await model(csvOf(loans(200, (r) => ({ ...r, c7: "GB83 WEST 1234 5698 7654 32" }))));
  expect(spec.sensitivity).toBe("internal");
});

test("what tells the label in every row is left out of the features, and said", async () => {
  const { spec, yaml } = await model(
    csvOf(loans(200, (r) => ({ ...r, recovered: r.status === "bad" ? "12.5" : "0", stage: `s-${r.status}` }))),
  );
  expect([...spec.features.numbers, ...spec.features.categories].filter((f) => f === "recovered" || f === "stage")).toEqual([]);
  expect(yaml.match(/tells the label in every row/g)).toHaveLength(2);
});

test.each<[string, string, readonly string[], readonly string[]]>([
  ["semicolons, a byte order mark and Windows' line ends", `\uFEFF${csvOf(FEW).replaceAll(",", ";").replaceAll("\n", "\r\n")}`, [], []],
  ["names with spaces and capitals", csvOf(FEW).replace("debt_ratio", "Debt Ratio").replace("income", " INCOME"), [], []],
  ["line breaks within quotes", csvOf(loans(200, (r) => ({ ...r, purpose: `${r.purpose}\nloan` }))), [], []],
  ["a column that never varies", csvOf(loans(200, (r) => ({ ...r, country: "NL" }))), [], ["country"]],
  ["a column that is always missing", csvOf(loans(200, (r) => ({ ...r, nothing: "" }))), [], ["nothing"]],
  [
    "names that SQL and models do not take",
    csvOf(loans(200, (r) => ({ ...r, "größe (m)": r.income!, order: r.purpose!, "2nd": r.income! }))),
    ["grosse_m", "order_value", "c_2nd"],
    [],
  ],
  [
    "texts that stand for a missing number",
    csvOf(loans(200, (r, i) => ({ ...r, score: i % 9 === 0 ? "NA" : i % 11 === 0 ? "?" : String(i) }))),
    ["score"],
    [],
  ],
  [
    "numbers with a decimal comma",
    csvOf(loans(200, (r) => ({ ...r, rate: r.debt_ratio! })))
      .replaceAll(",", ";")
      .replaceAll(/(\d)\.(\d)/g, "$1,$2"),
    ["rate"],
    [],
  ],
])("%s: the model works", async (_, text, features, none) => {
  const { spec, features: sql } = await model(text);
  const names = [...spec.features.numbers, ...spec.features.categories];
  expect(names).toEqual(expect.arrayContaining(["income", "debt_ratio", "purpose", ...features]));
  for (const name of none) expect([name, names.includes(name)]).toEqual([name, false]);
  expect(sql).not.toContain("undefined");
});

test("a number is read as one, however it is written", async () => {
  const text = csvOf(loans(200, (r, i) => ({ ...r, score: i % 9 === 0 ? "NA" : String(i) })));
  const { features, spec } = await model(text);
  expect(features).toContain("CAST(nullif(score, 'NA') AS DOUBLE) AS score");
  expect(spec.features.numbers).toContain("score");
  const european = await model(
    csvOf(FEW)
      .replaceAll(",", ";")
      .replaceAll(/;(\d)\.(\d)/g, ";$1,$2"),
  );
  expect(european.features).toContain("CAST(replace(replace(debt_ratio, '.', ''), ',', '.') AS DOUBLE) AS debt_ratio");
  expect(european.spec.features.numbers).toContain("debt_ratio");
});

test("three values of a label: the one that is named counts as yes", async () => {
  const { yaml } = await model(csvOf(loans(240, (r, i) => ({ ...r, status: i % 4 === 0 ? "late" : r.status! }))));
  expect(yaml).toContain("task: binary-classification");
});

test("0 and 1, or no and yes, say themselves which is yes", async () => {
  const { file } = await model(csvOf(loans(200, (r) => ({ ...r, status: r.status === "bad" ? "Yes" : "No" }))), { label: "status" });
  expect(file("label.sql")).toContain("status = 'Yes'");
  const numeric = await model(csvOf(loans(200, (r) => ({ ...r, status: r.status === "bad" ? "1" : "0" }))), { label: "Status" });
  expect(numeric.file("label.sql")).toContain("status = 1 THEN");
});

test("a number is predicted by a regression", async () => {
  const { spec, file } = await model(csvOf(without(FEW, "status")), { label: "income" }, "regression");
  expect([spec.task, spec.gates[0]!.kind, spec.features.numbers]).toEqual([
    "regression",
    "paired-gain",
    ["debt_ratio", "earlier_defaults"],
  ]);
  expect(file("label.sql")).toContain("income AS label");
});

test("a large file: the sample is small, the same each time, and has enough of a rare class", async () => {
  const rows = loans(12_000, (r, i) => ({ ...r, status: i % 400 === 0 ? "bad" : "good", note: "x".repeat(60) + (i % 3) }));
  const [one, two] = [await model(csvOf(rows)), await model(csvOf(rows))];
  const file = one.file("sample/loans.csv");
  expect(file.length).toBeLessThan(1_000_000);
  expect(two.file("sample/loans.csv")).toBe(file);
  // 12,000 / 400: all thirty are kept, where a share of the rows would keep a dozen
  expect(one.rows.filter((r) => r.status === "bad")).toHaveLength(30);
  expect(one.file("sample/README.md")).toContain("The rarer class comes more often than in the file");
});

const LINES = csvOf(FEW).trimEnd().split("\n");
test.each<[string, string | Uint8Array, Readonly<Record<string, string>>, string]>([
  ["an empty file", "", STATUS, "expected a CSV file with a header and rows, got an empty file"],
  ["a header without rows", `${LINES[0]}\n`, STATUS, "expected rows below the header, got none"],
  ["rows without a header", LINES.slice(1).join("\n"), STATUS, "line 1: expected a header with the columns' names, got numbers"],
  [
    "a header that says a name twice",
    csvOf(FEW).replace("purpose", "Income"),
    STATUS,
    "line 1: expected each column once, got income twice",
  ],
  ["one column", "a\n1\n2\n", STATUS, "expected two columns at least"],
  ["a line that is too short", `${LINES.slice(0, 9).join("\n")}\nL9,2023\n`, STATUS, "line 10: expected 8 fields, as in the header, got 2"],
  [
    "a quote that is never closed",
    `${LINES.slice(0, 9).join("\n")}\n"L9,2023-01-01,1,1,1,car,self,bad\n`,
    STATUS,
    "expected a quote that is closed",
  ],
  ["Latin-1", Buffer.from(csvOf(FEW).replace("car", "caf\u00e9"), "latin1"), STATUS, "expected text in UTF-8"],
  ["too few rows", LINES.slice(0, 45).join("\n"), STATUS, "expected 60 rows at least, to train and to judge on, got 44"],
  ["a label that there is not", csvOf(FEW), { label: "outcome" }, "--label: expected one of loan_id, applied_on, income,"],
  ["a label of one class", csvOf(loans(200, (r) => ({ ...r, status: "good" }))), STATUS, "expected two classes, got one: good"],
  [
    "a label of which hardly any row is yes",
    csvOf(loans(200, (r, i) => ({ ...r, status: i < 5 ? "bad" : "good" }))),
    STATUS,
    "got 5 that are bad, 195 that are not",
  ],
  [
    "a label of three values",
    csvOf(loans(200, (r, i) => ({ ...r, status: i % 4 ? r.status! : "late" }))),
    { label: "status" },
    "got 3 values: ",
  ],
  ["a value that the label does not have", csvOf(FEW), { label: "status", positive: "worse" }, "--positive: expected one of good, bad"],
  [
    "two forms of date",
    csvOf(loans(200, (r, i) => ({ ...r, applied_on: i % 2 ? r.applied_on! : "31/12/2023" }))),
    STATUS,
    "got the forms 9999-99-99 and 99/99/9999",
  ],
  [
    "times without a zone",
    csvOf(loans(200, (r) => ({ ...r, applied_on: `${r.applied_on} 10:00:00` }))),
    STATUS,
    "got the form 9999-99-99 99:99:99",
  ],
  [
    "a date that is missing now and then",
    csvOf(loans(200, (r, i) => ({ ...r, applied_on: i % 9 ? r.applied_on! : "" }))),
    STATUS,
    "missing: --time.",
  ],
  [
    "too few days to split in time",
    csvOf(loans(200, (r, i) => ({ ...r, applied_on: `2023-01-0${1 + (i % 9)}` }))),
    STATUS,
    "expected 20 days at least in applied_on",
  ],
  [
    "nothing to learn from",
    csvOf(FEW.map(({ loan_id, status }) => ({ loan_id: loan_id!, status: status! }))),
    STATUS,
    "expected a column that a model can learn from",
  ],
])("%s: one error that says what to do", async (_, text, flags, message) => {
  const error = await model(text, flags).then(
    () => new Error("nothing was wrong"),
    (e: Error) => e,
  );
  expect(error.message).toContain(message);
  expect([BadInput, WrongUse].some((kind) => error instanceof kind)).toBe(true);
  if (error instanceof BadInput) expect(error.problems).toHaveLength(1);
});

test("odd dates are no matter once somebody says that there is no time", async () => {
  const { source } = await model(csvOf(loans(200, (r) => ({ ...r, applied_on: "31/12/2023" }))), { ...STATUS, time: "none" });
  expect(source.time).toBeUndefined();
});
