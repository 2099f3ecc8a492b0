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

test("an id of each row takes nothing from the entity: without a time, rows of one customer stay together", async () => {
  const rows = without(FEW, "applied_on").map((row, i): Row => ({ ...row, branch_code: `B${i % 19}`, customer_id: `C${i % 60}` }));
  const { spec, source, yaml } = await model(csvOf(rows));
  expect([source.key, source.entity]).toEqual([["loan_id"], "customer_id"]);
  expect(spec.privacy).toEqual({ subject: "customer_id" });
  expect(yaml).toContain("entity: customer_id # comes in several rows, which stay together");
  // in time, what lies before tells of what comes after: a customer's rows may be on both sides
  expect((await model(csvOf(FEW.map((row, i) => ({ ...row, customer_id: `C${i % 60}` }))))).source.entity).toBeUndefined();
});

test("columns that tell who somebody is, by name or by look, are taken out of sample, contract and features, and the class is set", async () => {
  const people = loans(200, (r, i) => ({
    ...r,
    customer_name: `Person ${i}`,
    birth_date: `19${50 + (i % 40)}-01-02`,
    c1: `p${i}@example.com`,
    c2: `+31 20 555 ${1000 + i}`,
    // ISO 13616's example, whose check digits are right; and one whose are not
    c3: "GB82 WEST 1234 5698 7654 32",
    c4: `GB83 WEST 1234 5698 7654 3${i % 3}`,
  }));
  const { file, spec, source, rows, yaml } = await model(csvOf(people));
  for (const column of ["customer_name", "birth_date", "c1", "c2", "c3"]) {
    expect(Object.keys(source.contract.columns)).not.toContain(column);
    expect(Object.keys(rows[0]!)).not.toContain(column);
    expect(yaml).toContain(`# ${column} is left out: its `);
  }
  expect(Object.keys(source.contract.columns)).toContain("c4");
  expect(source.time).toBe("applied_on");
  expect([spec.sensitivity, spec.privacy?.subject]).toEqual(["personal", "loan_id"]);
  expect(file("sample/README.md")).toContain("**Personal columns.**");
  // the ids of people are not published either
  expect(rows[0]!.loan_id).toMatch(/^S\d{6}$/);
  expect(new Set(rows.map((r) => r.loan_id)).size).toBe(200);
});

test("what tells the label in every row is left out of the features, and said", async () => {
  const { spec, yaml } = await model(
    csvOf(loans(200, (r) => ({ ...r, recovered: r.status === "bad" ? "12.5" : "0", stage: `s-${r.status}` }))),
  );
  expect([...spec.features.numbers, ...spec.features.categories].filter((f) => f === "recovered" || f === "stage")).toEqual([]);
  expect(yaml.match(/tells the label in every row/g)).toHaveLength(2);
});

test("a number with a decimal comma that differs in every row tells nothing by that; one that follows the label does", async () => {
  const written = (value: number) => value.toFixed(4).replace(".", ",");
  const rows = loans(200, (r, i) => ({
    ...r,
    turnover: written(((i * 37) % 200) + 0.5),
    paid: written(i + (r.status === "bad" ? 1000 : 0)),
  }));
  const semicolons = (of: readonly Row[]) =>
    [Object.keys(of[0]!), ...of.map((r) => Object.values(r))].map((cells) => cells.join(";")).join("\n");
  const { spec } = await model(semicolons(rows));
  expect([spec.features.numbers.includes("turnover"), spec.features.numbers.includes("paid")]).toEqual([true, false]);
  const twice = rows.map((r, i): Row => ({ ...r, double: written(2 * (((i * 37) % 200) + 0.5)) }));
  const regression = await model(semicolons(twice), { label: "turnover" }, "regression");
  expect(regression.spec.features.numbers).not.toContain("double");
  expect(regression.spec.features.numbers).toContain("paid");
});

test("awkward columns: what can be learned from is a feature, the rest is said to be none", async () => {
  const text = csvOf(
    loans(200, (r, i) => ({
      ...r,
      purpose: `a "${r.purpose}"\nloan`,
      country: "NL",
      nothing: "",
      remark: `text ${i}`,
      closed_code: String(i),
      "größe (m)": r.income!,
      order: r.purpose!,
      "2nd": r.debt_ratio!,
      score: i % 9 === 0 ? "NA" : i % 11 === 0 ? "?" : String(i),
    })),
  );
  const { spec, yaml, features } = await model(text.replace("debt_ratio", "Debt Ratio"));
  expect(spec.features.numbers).toEqual(["income", "debt_ratio", "earlier_defaults", "grosse_m", "c_2nd", "score"]);
  expect(spec.features.categories).toEqual(["purpose", "employment", "order_value"]);
  expect(features).toContain('"größe_(m)" AS grosse_m');
  expect(features).toContain("CAST(nullif(nullif(score, '?'), 'NA') AS DOUBLE) AS score");
  for (const why of [
    /country: .*the same in all rows: no feature/,
    /# nothing is left out: missing in every row/,
    /remark: .*more than 50 texts: no feature/,
    /closed_code: .*a number or code to look things up by: no feature/,
  ])
    expect(yaml).toMatch(why);
});

test("semicolons, a byte order mark, Windows' line ends and decimal commas are read; the sample has commas and says that files must", async () => {
  const text = `\uFEFF${csvOf(FEW)
    .replaceAll(",", ";")
    .replaceAll(/;(\d)\.(\d)/g, ";$1,$2")
    .replaceAll("\n", "\r\n")}`;
  const { file, spec, features, rows } = await model(text);
  expect(spec.features.numbers).toEqual(["income", "debt_ratio", "earlier_defaults"]);
  expect(features).toContain("CAST(replace(replace(debt_ratio, '.', ''), ',', '.') AS DOUBLE) AS debt_ratio");
  expect(rows[0]).toEqual({ ...FEW[0], debt_ratio: FEW[0]!.debt_ratio!.replace(".", ",") });
  expect(file("sample/README.md")).toContain("what is delivered must have them");
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

test("what a person says stays what it is, in YAML, SQL and tables", async () => {
  const objective = 'Who: "pays" | not, {and} [why]?\nNow # at once';
  const yes = "it's 'bad' | {{name}}\n-- so";
  const text = csvOf(loans(200, (r) => ({ ...r, status: r.status === "bad" ? yes : "good" })));
  const { file, spec } = await model(text, { label: "status", positive: yes, objective, owner: "Risk, EU: {retail}" });
  expect([spec.objective.statement, spec.owner.team]).toEqual([objective, "Risk, EU: {retail}"]);
  expect(file("label.sql")).toContain(`status = '${yes.replaceAll("'", "''")}'`);
  expect(file("label.sql").split("\n")[0]).toBe(
    "-- 1 where status is it's 'bad' \\| {{name}} -- so, 0 where it is anything else; unknown where it is missing.",
  );
  expect(file("README.md")).toContain('| For | Who: "pays" \\| not, {and} [why]? Now # at once |');
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
  const rows = loans(6_000, (r, i) => ({ ...r, status: i % 200 === 0 ? "bad" : "good", note: "x".repeat(60) + (i % 3) }));
  const [one, two] = [await model(csvOf(rows)), await model(csvOf(rows))];
  const file = one.file("sample/loans.csv");
  expect(file.length).toBeLessThan(1_000_000);
  expect(two.file("sample/loans.csv")).toBe(file);
  // 6,000 / 200: all thirty are kept, where a share of the rows would keep fewer
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

const dotted = (row: Row): Row => ({ ...row, applied_on: row.applied_on!.split("-").reverse().join(".") });

test("dates DD.MM.YYYY say when, once a day over 12 settles the order: the contract says how they are written, and its rows are taken", async () => {
  const text = csvOf(FEW.map(dotted));
  const { source, rows } = await model(text);
  expect([source.time, source.contract.columns.applied_on]).toMatchObject(["applied_on", { type: "date", format: "DD.MM.YYYY" }]);
  expect(rows[0]!.applied_on).toBe("01.01.2023");
  const said = Object.entries({ ...ANSWERS, ...STATUS }).flatMap(([flag, value]) => [`--${flag}`, value]);
  const made = await lab.run("new-model", "dotted", "--template", "classification", "--data", lab.csv(text), ...said);
  expect([made.code, made.stderr]).toEqual([0, ""]);
});

test("days up to 12 alone settle nothing, and no way to read them is taken", async () => {
  const early = FEW.map((row, i) => dotted({ ...row, applied_on: `2023-0${1 + (i % 9)}-0${1 + (i % 8)}` }));
  await expect(model(csvOf(early))).rejects.toThrow("of which some day over 12 settles the order if it is not YYYY-MM-DD");
  // one row is enough
  const settled = await model(csvOf([...early, { ...early[0]!, applied_on: "31.1.2023" }]));
  expect(settled.source.contract.columns.applied_on).toMatchObject({ format: "DD.MM.YYYY" });
});

test("odd dates are no matter once somebody says that there is no time", async () => {
  const { source } = await model(csvOf(loans(200, (r) => ({ ...r, applied_on: "31/12/2023" }))), { ...STATUS, time: "none" });
  expect(source.time).toBeUndefined();
});
