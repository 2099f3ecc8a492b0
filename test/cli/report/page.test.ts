import { renderReport } from "../../../cli/report/page";
import type { ModelReport } from "../../../cli/report/report-data";
import { SECTIONS } from "../../../cli/report/sections";
import type { AdoptedDocument } from "../../../model-code/core/lifecycle/adopted-files";
import { STEPS } from "../../../model-code/core/lifecycle/steps";
import { data, endedAfter, PACKAGE_DIGEST, passed, SOURCE_DIGEST } from "./fixture";

const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };

/** What a reader sees of markup: text without tags, spaces as one. */
const textOf = (markup: string): string =>
  markup
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (e) => ENTITIES[e]!)
    .replace(/\s+/g, " ");

const page = renderReport(data);
const part = (name: string, of = page): string => textOf(of.split(`id="sample-model-${name}"`)[1]!.split('<section class="part"')[0]!);

describe("the page", () => {
  it("needs nothing but itself: no script, no reference to elsewhere", () => {
    expect(page).not.toMatch(/<script|javascript:|\son\w+=|@import|<iframe|<object|<embed/i);
    expect(
      [...page.matchAll(/\b(?:src|href|action|srcset|xlink:href)="([^"]*)"/g)].map((m) => m[1]).filter((to) => !to!.startsWith("#")),
    ).toEqual(["data:,"]);
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|url\((?!#)/);
  });

  it("is equal for equal data, whatever was drawn before", () => {
    renderReport({ models: [passed, endedAfter("evaluate", "done")] });
    expect(renderReport(structuredClone(data))).toBe(page);
  });

  it("has each id once, and every link of its own leads somewhere", () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((m) => m[1]!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of page.matchAll(/(?:href="#|url\(#)([^")]+)/g)) expect(ids).toContain(to);
  });

  it("has no colour in a chart that would not turn dark", () => {
    for (const [svg] of page.matchAll(/<svg class="chart[\s\S]*?<\/svg>/g)) expect(svg).not.toMatch(/#[0-9a-f]{3,8}\b|rgba?\(/i);
  });

  it("gives every chart a text for those who cannot see it", () => {
    const charts = page.match(/<svg class="chart[^>]*>/g)!;
    expect(charts.length).toBeGreaterThan(10);
    for (const chart of charts) expect(chart).toMatch(/role="img" aria-label="[^"]{20,}"/);
  });

  it("says so when there is no run", () => {
    expect(textOf(renderReport({ models: [] }))).toContain("There is no run to report on");
  });
});

describe("a model that passed", () => {
  const card = textOf(page.split('<article class="card pass">')[1]!.split("</article>")[0]!);

  it.each([
    ["the verdict", "Passed all 2 gates, registered as version 3."],
    ["each gate's why", "✓ passed the lower bound of the gain over naive, +0.018, is above 0"],
    ["the metric with its interval", "Test AUC 0.712 95 % interval 0.682 to 0.742"],
    ["the gain with its interval", "Gain over naive +0.027 95 % interval +0.018 to +0.036"],
    ["the digest", PACKAGE_DIGEST],
    ["the run's time", "2013-03-01 12:00:00 UTC, 17.5 s: 13 steps run, 1 reused"],
  ])("the card gives %s", (_, text) => expect(card).toContain(text));

  it.each([
    ["gates", ["AUC of logistic over naive +0.018 above 0.000", "logistic, mean auc 0.6756: the best"]],
    ["model", ["market-risk, owner@example.com", "Tell how wide", "medium", "logistic (l2 413.1)", "Features (1) range_5"]],
    ["lineage", [SOURCE_DIGEST, "ingest reused 1.3 s ffffffffffff raw bbbbbbbbbbbb", "sample-model, version 3", "3 rows came late"]],
    [
      "data",
      [
        "Late 3",
        "Corrected 2",
        "Repeated 7",
        "Quarantined 54 0.44 %; up to 2.00 %",
        "Alike 1.50 %",
        "close is no number 41",
        'bars.csv line 17 close is no number: "n/a"',
        "FB 2012-10-26 2012-11-01 2",
        "IBM 2013-02-27 2",
        "AAPL 2005-02-28 2 confirmed",
        "4 rows were made",
        "2012 2012-01-03 2012-12-31 1,155",
      ],
    ],
    [
      "split",
      [
        "embargo of 20 sessions",
        "Fold 1 2000-05-24 to 2004-05-21 750 2004-06-20 to 2009-12-30 536 1,608",
        "Final 2000-05-24 to 2009-12-30 8,538 2010-02-01 to 2013-02-28 775 3,236",
      ],
    ],
    ["features", ["1 of 2 features kept", "range_5 yes 0.0498", "return_1 no 0.0012 71.0 % 12 missing in 71.0 % of rows, over 60 %"]],
    [
      "search",
      [
        "On the folds AUC 0.640 is below 0.650. So each search was widened once",
        "logistic revisit l2 0.5 0.6600",
        "naive 0.6500 0.0256 0.0040 mean auc 0.6500: a baseline that is beaten",
      ],
    ],
    [
      "candidates",
      [
        "3,236 rows of 775 sessions",
        "95 % intervals from 1,000 resamples of blocks of 20 sessions",
        "AUC 0.712 0.682 to 0.742 0.685 0.655 to 0.715",
        "AUC +0.027 +0.018 to +0.036",
        "Expected calibration error not determined",
      ],
    ],
    ["curves", ["the share of true cases, 0.480", "0.25 0.450 0.850 0.350 0.850"]],
    ["calibration", ["calibration error 0.027", "logistic 0.400 0.900 0.610 0.640 1,617"]],
    ["importance", ["What logistic looks at", "logistic range_5 +0.0163 ± 0.0050 81.5 %", "logistic return_1 −0.0004 ± 0.0002 18.5 %"]],
    ["slices", ["symbol FB 135 135 0.571 0.471 to 0.671", "year 2012 1,155 250 0.712 0.682 to 0.742"]],
    [
      "stress",
      [
        "gap Prices open a fifth lower and stay there 3,236 0.703 −0.009 0.676 −0.009",
        "halt Five sessions are missing 2,956 ✗ a score is no number",
      ],
    ],
  ])("the section %s gives its figures", (name, texts) => {
    for (const text of texts) expect(part(name)).toContain(text);
  });

  it("marks a candidate alike in every model", () => {
    const other: ModelReport = { ...passed, run: { ...passed.run, model: "other-model" } };
    const colours = new Set(
      [...renderReport({ models: [passed, other] }).matchAll(/fill="([^"]+)">(?:(?!<\/svg>).)*<\/svg>logistic</g)].map((m) => m[1]),
    );
    expect([...colours]).toEqual(["var(--series-0)"]);
  });
});

describe("a run that ended early", () => {
  it.each(STEPS.map((s) => s.name))("after %s has every section, with figures or with the reason that there are none", (last) => {
    const early = renderReport({ models: [endedAfter(last, "done")] });
    for (const section of SECTIONS) expect(part(section.name, early).length).toBeGreaterThan(50);
    const missing = textOf(early).match(/Nothing to show: the step/g) ?? [];
    expect(missing.length > 0).toBe(!["package", "register"].includes(last));
    expect(early).not.toMatch(/undefined|NaN|\[object/);
  });

  it("refused in validate says at which step and why, and shows what was found", () => {
    const early = textOf(renderReport({ models: [endedAfter("validate", "refused", ["bars: 54 of 12154 rows are quarantined"])] }));
    expect(early).toContain("✗ Refused");
    expect(early).toContain("Refused at validate; nothing was registered.");
    expect(early).toContain("bars: 54 of 12154 rows are quarantined");
    expect(early).toContain("close is no number 41");
  });

  it("failed says what the step said", () => {
    const early = textOf(renderReport({ models: [endedAfter("tune", "failed", ["train: out of memory"])] }));
    expect(early).toContain("Failed at train; nothing was registered.");
    expect(early).toContain("train: out of memory");
    expect(early).toContain("train ✗ failed");
  });
});

describe("hostile text", () => {
  const HOSTILE = `<script>alert("x")</script><img src=x onerror='y'>&`;
  /** Every text of the data that is no name of ours, made hostile. */
  const poisoned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(poisoned);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, v]) => {
        if (
          ["entity", "value", "where", "why", "reason", "title", "statement", "team", "feature", "dataset", "runId"].includes(key) &&
          typeof v === "string"
        )
          return [key, `${v}${HOSTILE}`];
        if (["reasons", "warnings", "revisited", "approvers"].includes(key) && Array.isArray(v))
          return [key, v.map((t) => (typeof t === "string" ? `${t}${HOSTILE}` : poisoned(t)))];
        if (key === "files" && Array.isArray(v)) return [key, v.map((f) => ({ ...(f as object), name: HOSTILE }))];
        return [key === "close is no number" ? HOSTILE : key, poisoned(v)];
      }),
    );
  };
  const hostile = renderReport(poisoned(data) as typeof data);

  it("is shown as it is and never becomes markup", () => {
    expect(hostile).not.toMatch(/<script|<img/i);
    expect(hostile.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(30);
    expect(textOf(hostile)).toContain(`FB${HOSTILE}`);
  });

  it("does not break out of an attribute", () => {
    for (const [tag] of hostile.matchAll(/<[a-z](?:[^>"]|"[^"]*")*>/gi))
      expect(tag.slice(1).replace(/"[^"]*"/g, "")).not.toMatch(/\son\w+|['<]/);
  });
});

describe("a candidate that Azure ML trains", () => {
  const withAdopted = (found: AdoptedDocument) =>
    part("candidates", renderReport({ models: [{ ...passed, documents: { ...passed.documents, adopted: { found } } }] }));

  it("is said to be left out where there was no Azure ML", () => {
    expect(withAdopted({ candidate: "automl", learner: "azure-automl", leftOut: "this run had no Azure ML" })).toContain(
      "The candidate automl is not among them. It was left out: this run had no Azure ML.",
    );
  });

  it("is said to have been held against the others on the newest fold where it was trained", () => {
    const graph = { inputs: [], output: { name: "probabilities", column: 1 } };
    const fittedOn = { from: "1999-11-01", to: "2004-05-03", rows: 1200 };
    expect(withAdopted({ candidate: "automl", learner: "azure-automl", graph, fittedOn })).toContain(
      "The candidate automl was trained by Azure ML's AutoML on 1,200 rows, 1999-11-01 to 2004-05-03, fewer than the others",
    );
  });

  it("is not spoken of in a model that asks for none", () => expect(part("candidates")).not.toContain("left out"));
});
