import type { ModelReport, ReportData } from "../../../cli/report/report-data";
import type { CandidateEvaluation, Estimate, Evaluation } from "../../../model-code/core/evaluate/evaluation";
import { STEPS } from "../../../model-code/core/lifecycle/steps";
import type { SearchDocument } from "../../../model-code/core/lifecycle/steps/tune";
import type { RunRecord, StepOutcome } from "../../../model-code/hosts/local-runner/run-record";

const digestOf = (digit: string) => digit.repeat(64);
export const PACKAGE_DIGEST = digestOf("d");
export const SOURCE_DIGEST = digestOf("a");

const estimate = (value: number, spread = 0.03): Estimate => ({ value, lower: value - spread, upper: value + spread });

function candidate(auc: number, gain: number, slope: number): CandidateEvaluation {
  return {
    metrics: { auc: estimate(auc), "log-loss": estimate(0.62), "expected-calibration-error": estimate(0.027, 0.01) },
    gains: {
      auc: estimate(gain, 0.009),
      "log-loss": estimate(0.01, 0.02),
      "expected-calibration-error": { value: null, lower: null, upper: null },
    },
    curves: {
      roc: [
        [0, 0],
        [0.25, 0.25 + slope],
        [0.5, 0.5 + slope],
        [1, 1],
      ],
      precisionRecall: [
        [0, 1],
        [0.5, 0.7],
        [1, 0.48],
      ],
    },
    reliability: [
      { from: 0.1, to: 0.4, meanPrediction: 0.3, observed: 0.27, rows: 1618 },
      { from: 0.4, to: 0.9, meanPrediction: 0.61, observed: 0.64, rows: 1617 },
    ],
    slices: [
      { slice: "symbol", value: "AAPL", rows: 775, sessions: 775, metrics: { auc: estimate(auc + 0.01) } },
      { slice: "symbol", value: "FB", rows: 135, sessions: 135, metrics: { auc: estimate(0.571, 0.1) } },
      { slice: "year", value: "2012", rows: 1155, sessions: 250, metrics: { auc: estimate(auc) } },
    ],
    stress: [
      { scenario: "gap", rows: 3236, metrics: { auc: auc - 0.009 }, allFinite: true },
      { scenario: "halt", rows: 2956, metrics: { auc: null }, allFinite: false },
    ],
    permutationImportance: [
      { feature: "range_5", loss: 0.0163, standardDeviation: 0.005 },
      { feature: "return_1", loss: -0.0004, standardDeviation: 0.0002 },
    ],
  };
}

const evaluation: Evaluation = {
  task: "binary-classification",
  baseline: "naive",
  threshold: 0.5,
  test: { from: "2010-02-01", to: "2013-02-28", rows: 3236, sessions: 775 },
  resampling: { blockSessions: 20, resamples: 1000, confidence: 0.95, seed: 1 },
  candidates: { naive: candidate(0.685, 0, 0.1), logistic: candidate(0.712, 0.027, 0.2) },
};

const search: SearchDocument = {
  metric: "auc",
  candidates: [
    {
      name: "naive",
      learner: "naive-score",
      params: { feature: "range_5" },
      calibration: null,
      folds: [0.68, 0.62],
      trials: [{ point: {}, folds: [0.68, 0.62], round: "search" }],
    },
    {
      name: "logistic",
      learner: "logistic",
      params: { l2: 413.0567 },
      calibration: { a: 1, b: 0 },
      folds: [0.7012, 0.6499],
      trials: [
        { point: { l2: 413.0567 }, folds: [0.7012, 0.6499], round: "search" },
        { point: { l2: 0.5 }, folds: [0.66, null], round: "revisit" },
      ],
    },
  ],
  selection: {
    selected: "logistic",
    reason: "logistic, mean auc 0.6756: the best",
    ranking: [
      { candidate: "logistic", rank: 1, mean: 0.67555, behind: 0, standardError: 0, tied: true, reason: "mean auc 0.6756: the best" },
      {
        candidate: "naive",
        rank: 2,
        mean: 0.65,
        behind: 0.0256,
        standardError: 0.004,
        tied: false,
        reason: "mean auc 0.6500: a baseline that is beaten",
      },
    ],
  },
  walkForward: evaluation,
  verdicts: [],
  revisited: ["AUC 0.640 is below 0.650"],
};

const period = (from: string, to: string, rows: number, sessions: number) => ({ from, to, rows, sessions });

const step = (name: string): StepOutcome => ({
  step: name,
  fingerprint: digestOf("f"),
  outputs: Object.fromEntries(
    STEPS.find((s) => s.name === name)!.outputs.map((o) => [
      o.name,
      { zone: o.zone, digest: o.name === "package" ? PACKAGE_DIGEST : digestOf("b") },
    ]),
  ),
  metrics: {},
  warnings: name === "ingest" ? ["bars: 3 rows came late, at or before the watermark"] : [],
  refused: [],
  reused: name === "ingest",
  seconds: 1.25,
});

export const run: RunRecord = {
  runId: "20130301T120000Z-1",
  model: "sample-model",
  dataset: "sample-0001",
  startedAt: "2013-03-01T12:00:00.000Z",
  endedAt: "2013-03-01T12:00:17.500Z",
  commit: "0123456789abcdef",
  bundle: digestOf("e"),
  status: "done",
  reasons: [],
  steps: STEPS.map((s) => step(s.name)),
};

const adjustments = { splits: [{ entity: "AAPL", date: "2005-02-28", ratio: 2, confirmed: true }], carried: 4 };

/** A run that passed, with every document; small, and odd where data may be odd. */
export const passed: ModelReport = {
  run,
  facts: {
    found: {
      title: "Will the range be wide?",
      owner: { team: "market-risk", contact: "owner@example.com" },
      approvers: ["approver@example.com"],
      objective: { statement: "Tell how wide the next session will be.", businessMetric: "Share of limits set in time" },
      riskTier: "medium",
      sensitivity: "public",
      task: "binary-classification",
    },
  },
  documents: {
    watermark: {
      found: {
        bars: {
          newest: { AAPL: "2013-03-01" },
          files: [{ name: "bars.csv", sha256: SOURCE_DIGEST, rows: 12154 }],
          rows: 12154,
          late: 3,
          corrected: 2,
          repeated: 7,
        },
      },
    },
    quality: {
      found: {
        bars: {
          rows: 12154,
          accepted: 12100,
          rejected: 54,
          rejectedShare: 54 / 12154,
          maxRejectedShare: 0.02,
          duplicateShare: 0.015,
          reasons: { "close is no number": 41, "low <= open does not hold": 13 },
          examples: [{ where: "bars.csv line 17", reasons: ['close is no number: "n/a"'] }],
          from: "2000-03-01",
          to: "2013-03-01",
          gaps: [{ entity: "FB", after: "2012-10-26", until: "2012-11-01", sessions: 2 }],
          freshness: [{ entity: "IBM", newest: "2013-02-27", sessionsLate: 2 }],
          warnings: [],
          refusals: [],
        },
      },
    },
    adjustments: { found: { bars: adjustments } },
    manifest: {
      found: {
        sources: {
          bars: {
            rows: 12104,
            from: "2011-01-03",
            to: "2012-12-31",
            partitions: [
              { path: "bars/year=2011/rows.parquet", rows: 1008, from: "2011-01-03", to: "2011-12-30" },
              { path: "bars/year=2012/rows.parquet", rows: 1155, from: "2012-01-03", to: "2012-12-31" },
            ],
            columns: [{ name: "close", type: "number" }],
            files: [{ name: "bars.csv", sha256: SOURCE_DIGEST, rows: 12154 }],
            adjustments,
          },
        },
      },
    },
    split: {
      found: {
        train: period("2000-05-24", "2009-12-30", 8538, 2416),
        test: period("2010-02-01", "2013-02-28", 3236, 775),
        folds: [{ train: period("2000-05-24", "2004-05-21", 750, 250), validate: period("2004-06-20", "2009-12-30", 1608, 536) }],
        embargoSessions: 20,
        rule: "testFrom",
      },
    },
    selection: {
      found: {
        numbers: ["range_5"],
        categories: [],
        findings: [
          { feature: "range_5", kind: "number", missingShare: 0, distinct: 8538, mutualInformation: 0.0498, kept: true, why: "kept" },
          {
            feature: "return_1",
            kind: "number",
            missingShare: 0.71,
            distinct: 12,
            mutualInformation: 0.0012,
            kept: false,
            why: "missing in 71.0 % of rows, over 60 %",
          },
        ],
      },
    },
    search: { found: search },
    candidates: {
      found: {
        numbers: ["range_5"],
        categories: [],
        candidates: [
          {
            name: "logistic",
            learner: "logistic",
            params: { l2: 413.0567 },
            importance: [
              { feature: "range_5", share: 0.815 },
              { feature: "return_1", share: 0.185 },
            ],
          },
        ],
      },
    },
    evaluation: { found: evaluation },
    adopted: { missing: "Nothing to show: the step evaluate wrote no adopted.json." },
    verdict: {
      found: {
        selection: search.selection,
        passed: true,
        gates: [
          {
            kind: "threshold",
            title: "AUC of logistic",
            metric: "auc",
            passed: true,
            observed: 0.712,
            required: { min: 0.65 },
            why: "AUC 0.712 ≥ 0.650",
          },
          {
            kind: "paired-gain",
            title: "AUC of logistic over naive",
            metric: "auc",
            passed: true,
            observed: 0.018,
            required: { above: 0 },
            why: "the lower bound of the gain over naive, +0.018, is above 0",
          },
        ],
      },
    },
    package: {
      found: {
        model: "sample-model",
        title: "Will the range be wide?",
        task: "binary-classification",
        selected: "logistic",
        learner: "logistic",
        params: { l2: 413.0567 },
        features: { numbers: ["range_5"], categories: [] },
        unused: [],
        output: "probability",
        threshold: 0.5,
        rowKey: ["symbol", "date"],
        time: "date",
        sensitivity: "public",
        subject: null,
        trainedOn: { from: "2000-05-24", to: "2009-12-30", rows: 8538 },
        testedOn: { from: "2010-02-01", to: "2013-02-28", rows: 3236 },
        lockDigest: digestOf("c"),
      },
    },
    registration: { found: { model: "sample-model", version: 3, digest: PACKAGE_DIGEST } },
  },
};

const WRITERS: Readonly<Record<keyof ModelReport["documents"], string>> = {
  watermark: "ingest",
  quality: "validate",
  adjustments: "clean",
  manifest: "curate",
  split: "split",
  selection: "select-features",
  search: "tune",
  candidates: "train",
  evaluation: "evaluate",
  adopted: "evaluate",
  verdict: "select-best",
  package: "package",
  registration: "register",
};

/** The same run, ended after a step: what later steps write is missing. */
export function endedAfter(last: string, status: RunRecord["status"], reasons: readonly string[] = []): ModelReport {
  const reached = STEPS.slice(0, STEPS.findIndex((s) => s.name === last) + 1).map((s) => s.name);
  const documents = Object.fromEntries(
    Object.entries(passed.documents).map(([name, document]) => {
      const writer = WRITERS[name as keyof typeof WRITERS];
      return [name, reached.includes(writer) ? document : { missing: `Nothing to show: the step ${writer} writes this.` }];
    }),
  ) as unknown as ModelReport["documents"];
  return {
    run: { ...run, status, reasons, steps: run.steps.filter((s) => reached.includes(s.step)) },
    facts: { missing: "Nothing to show: no card." },
    documents,
  };
}

export const data: ReportData = { models: [passed] };
