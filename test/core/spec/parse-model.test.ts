import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { BadInput } from "../../../model-code/core/problem";
import { parseModel } from "../../../model-code/core/spec/parse-model";

const text = readFileSync("model-code/models/market-volatility/model.yaml", "utf8");
// biome-ignore lint/suspicious/noExplicitAny: the mistakes below are what the type forbids
type Loose = any;

/** What is said of market-volatility's model.yaml after a change. */
function problemsOf(change: (model: Loose) => void): string[] {
  const model: Loose = parse(text);
  change(model);
  try {
    parseModel(stringify(model), "model.yaml");
  } catch (error) {
    if (error instanceof BadInput)
      return error.message
        .split("\n")
        .slice(1)
        .map((l) => l.trim());
    throw error;
  }
  return [];
}

test("the sample model is sound, and defaults are filled in", () => {
  const model = parseModel(text, "model.yaml");
  expect(model.sources[1]!.missingSessions).toBe("leave");
  expect(model.evaluation.threshold).toBe(0.5);
});

test.each<[string, (m: Loose) => void, string]>([
  [
    "prices without a time",
    (m) => {
      delete m.sources[0].time;
    },
    "model.yaml sources/0/time: expected time beside contract.calendar and ohlcv, got none",
  ],
  [
    "a test that begins on a day, of rows without a time",
    (m) => {
      delete m.sources[0].time;
    },
    "model.yaml split/testFrom: expected none: the rows have no time, got 2010-02-01",
  ],
  [
    "an embargo between rows without a time",
    (m) => {
      delete m.sources[0].time;
    },
    "model.yaml split/embargoSessions: expected 0: rows without a time are independent, got 20",
  ],
  [
    "years of rows without a time",
    (m) => {
      delete m.sources[0].time;
    },
    "model.yaml evaluation/slices/1: expected a column: the rows have no time, got year",
  ],
  [
    "a source that is fetched without a key",
    (m) => {
      Object.assign(m.sources[0], { kind: "event-stream", events: { hub: "trades" }, key: undefined });
    },
    "model.yaml sources/0/key: expected key beside kind event-stream, got none",
  ],
  [
    "a column by the name that a source without a key needs",
    (m) => {
      delete m.sources[0].key;
      m.sources[0].contract.columns.row_id = { type: "string" };
    },
    'model.yaml sources/0/contract/columns/row_id: expected another name: a source without key gets a column row_id, got "row_id"',
  ],
  [
    "an unknown key",
    (m) => {
      m.colour = "red";
    },
    "model.yaml: expected one of the keys name, title, owner, ",
  ],
  [
    "an unknown key deep inside",
    (m) => {
      m.serving.slo.p99 = 3;
    },
    'model.yaml serving/slo: expected one of the keys availability, p95Milliseconds, got the unknown key "p99"',
  ],
  [
    "a wrong enum",
    (m) => {
      m.riskTier = "huge";
    },
    'model.yaml riskTier: expected one of low, medium, high, got "huge"',
  ],
  [
    "a wrong type",
    (m) => {
      m.split.folds = "four";
    },
    'model.yaml split/folds: expected integer, got "four"',
  ],
  [
    "personal data of nobody",
    (m) => {
      m.sensitivity = "personal";
    },
    "model.yaml privacy: expected privacy.subject beside sensitivity personal, got none. Name the first source's column that says whose data a row is.",
  ],
  [
    "a person whom no column names",
    (m) => {
      m.sensitivity = "personal";
      m.privacy = { subject: "customer_id" };
    },
    'model.yaml privacy/subject: expected one of symbol, date, open, high, low, close, volume, adj_close, got "customer_id".',
  ],
  [
    "no owner",
    (m) => {
      delete m.owner;
    },
    'model.yaml: expected the key "owner", got none. Add owner.',
  ],
  [
    "no approver",
    (m) => {
      m.approvers = [];
    },
    "model.yaml approvers: expected NOT have fewer than 1 items, got []",
  ],
  [
    "a contact that is no address",
    (m) => {
      m.owner.contact = "me";
    },
    'model.yaml owner/contact: expected match format "email", got "me"',
  ],
  [
    "no baseline",
    (m) => {
      m.candidates.shift();
    },
    "model.yaml candidates/0/learner: expected a baseline (prior, naive-score), for what the others must beat, got logistic",
  ],
  [
    "a gate on a metric that the task does not have",
    (m) => {
      m.gates[0].metric = "r-squared";
    },
    "model.yaml gates/0/metric: expected a metric of binary-classification: auc, ",
  ],
  [
    "a gate of no known kind",
    (m) => {
      m.gates[0].kind = "luck";
    },
    'model.yaml gates/0/kind: expected a known kind, got "luck"',
  ],
  [
    "a gate without a bound",
    (m) => {
      delete m.gates[0].min;
    },
    "model.yaml gates/0: expected min or max, got neither",
  ],
  [
    "a gate on a slice that is not evaluated",
    (m) => {
      m.gates[3].slice = "sector";
    },
    'model.yaml gates/3/slice: expected one of evaluation.slices: symbol, year, got "sector"',
  ],
  [
    "a search metric of another task",
    (m) => {
      m.search.metric = "r-squared";
    },
    'model.yaml search/metric: expected a metric of binary-classification, got "r-squared"',
  ],
  [
    "an embargo shorter than the label's horizon",
    (m) => {
      m.label.horizonSessions = 30;
    },
    "model.yaml split/embargoSessions: expected at least label.horizonSessions, 30, got 20",
  ],
  [
    "a learner's unknown parameter",
    (m) => {
      m.candidates[1].params = { depth: 3 };
    },
    "model.yaml candidates/1/params/",
  ],
  [
    "a search of an unknown parameter",
    (m) => {
      m.candidates[1].space.depth = { type: "integer", min: 1, max: 3 };
    },
    "model.yaml candidates/1/space/depth: expected a parameter of logistic: l2",
  ],
  [
    "a parameter fixed and searched",
    (m) => {
      m.candidates[1].params = { l2: 1 };
    },
    "model.yaml candidates/1/space/l2: expected a parameter either fixed or searched, got both",
  ],
  [
    "bounds the wrong way round",
    (m) => {
      m.candidates[2].space.leaves = { type: "integer", min: 31, max: 4 };
    },
    "model.yaml candidates/2/space/leaves: expected min at most max, got 31 to 4",
  ],
  [
    "a naive score of no feature",
    (m) => {
      m.candidates[0].params.feature = "moon";
    },
    'model.yaml candidates/0/params/feature: expected one of features.numbers, got "moon"',
  ],
  [
    "a rule on no column",
    (m) => {
      m.sources[0].contract.rules.push("low <= weight");
    },
    'model.yaml sources/0/contract/rules/5: expected one of symbol, date, open, high, low, close, volume, adj_close, got "weight"',
  ],
  [
    "a rule that is no comparison",
    (m) => {
      m.sources[0].contract.rules.push("low");
    },
    "model.yaml sources/0/contract/rules/5: expected match pattern",
  ],
  [
    "a time column that is no time",
    (m) => {
      m.sources[0].time = "open";
    },
    'model.yaml sources/0/time: expected a column of type date or timestamp, got "open" of type number',
  ],
  [
    "an optional main source",
    (m) => {
      m.sources[0].required = false;
    },
    "model.yaml sources/0/required: expected true: its rows are predicted for, got false",
  ],
  [
    "carrying sessions without prices",
    (m) => {
      m.sources[1].missingSessions = "carry";
    },
    "model.yaml sources/1/missingSessions: expected ohlcv, entity and contract.calendar beside `carry`",
  ],
  [
    "a feature twice",
    (m) => {
      m.features.categories.push("return_1");
    },
    "model.yaml features: expected each feature once",
  ],
  [
    "an unknown dimension",
    (m) => {
      m.candidates[1].space.l2.type = "normal";
    },
    'model.yaml candidates/1/space/l2/type: expected a known kind, got "normal"',
  ],
  [
    "choices that a parameter can't have",
    (m) => {
      m.candidates[1].space.l2 = { type: "choice", values: ["abc"] };
    },
    "model.yaml candidates/1/space/l2/values/0: expected",
  ],
  [
    "a whole number searched as a fraction",
    (m) => {
      m.candidates[2].space.leaves = { type: "uniform", min: 4, max: 31 };
    },
    "model.yaml candidates/2/space/leaves/type: expected integer",
  ],
  [
    "a gate that nothing passes",
    (m) => {
      Object.assign(m.gates[0], { min: 0.9, max: 0.1 });
    },
    "model.yaml gates/0: expected min at most max, got 0.9 to 0.1",
  ],
  [
    "a slice that the features don't have",
    (m) => {
      m.evaluation.slices.push("sector");
    },
    'model.yaml evaluation/slices/2: expected year, the entity or a category: year, symbol, weekday, got "sector"',
  ],
  [
    "a canary that shrinks",
    (m) => {
      m.release.canary.reverse();
    },
    "model.yaml release/canary/1/weight: expected more than the 0.5 before it, got 0.1. Let the weights grow",
  ],
  [
    "a way to write dates, of a text",
    (m) => {
      m.sources[0].contract.columns.symbol.format = "DD.MM.YYYY";
    },
    'model.yaml sources/0/contract/columns/symbol/format: expected none, except of a date, got "DD.MM.YYYY" of a string',
  ],
  [
    "a pattern that is none",
    (m) => {
      m.sources[0].contract.columns.symbol.pattern = "([";
    },
    'model.yaml sources/0/contract/columns/symbol/pattern: expected a regular expression, got "(["',
  ],
])("finds %s", (_, change, message) => {
  expect(problemsOf(change)).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
});

test("lists all problems at once, of the schema and then of what the schema can't say", () => {
  expect(
    problemsOf((m) => {
      delete m.owner;
      m.riskTier = "huge";
      m.split.folds = 1;
    }),
  ).toHaveLength(3);
  expect(
    problemsOf((m) => {
      m.candidates.shift();
      m.label.horizonSessions = 30;
      m.gates[3].slice = "sector";
    }),
  ).toHaveLength(3);
});

test("says where YAML is broken", () => {
  expect(() => parseModel("name: [", "model.yaml")).toThrow(/model\.yaml line 1: expected YAML/);
});
