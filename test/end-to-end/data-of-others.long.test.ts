import { newYorkCalendar } from "../../model-code/core/data/calendar";
import { dayText, parseDay } from "../../model-code/core/data/day";
import { seededRandom } from "../../model-code/core/random";
import type { Bundle } from "../../model-code/hosts/bundle";
import type { RunRecord } from "../../model-code/hosts/local-runner/run-record";
import { startAzurite, type TestAzurite } from "../support/azurite";
import { builtBundle, type Lab, openLab, sampleBars } from "../support/lab";

let azurite: TestAzurite;
let bundle: Bundle;
let lab: Lab;
beforeAll(async () => {
  [azurite, bundle] = await Promise.all([startAzurite(), builtBundle()]);
  lab = openLab();
  // the model as it is shipped, but for how long it searches; whether it passes is the data's business
  lab.model("ranges", (m) => {
    Object.assign(m.split, { testFrom: "2010-02-01", folds: 4, minTrainSessions: 250 });
    m.gates = [{ kind: "threshold", metric: "auc", min: 0 }];
  });
});
afterAll(async () => {
  lab.close();
  await azurite.stop();
});

const calendar = newYorkCalendar();

/** Bars of an invented index in other years: a random walk whose range comes and goes in waves. */
function index(symbol: string, from: string, sessions: number, columns = "symbol,date,open,high,low,close,volume,adj_close"): string {
  const random = seededRandom(symbol);
  const lines = [columns];
  let close = 1000;
  for (let i = 0, day = calendar.sessionFrom(parseDay(from)); i < sessions; i++, day = calendar.sessionFrom(day + 1)) {
    const width = 0.012 * (1.5 + Math.sin(i / 15)) * (0.7 + 0.6 * random.next());
    const open = close * Math.exp(0.002 * random.normal());
    close = open * Math.exp(0.3 * width * random.normal());
    const [high, low] = [Math.max(open, close) * Math.exp(width / 2), Math.min(open, close) * Math.exp(-width / 2)];
    const values: Record<string, string> = {
      symbol,
      date: dayText(day),
      open: open.toFixed(2),
      high: high.toFixed(2),
      low: low.toFixed(2),
      close: close.toFixed(2),
      volume: String(1000 + random.integer(1000)),
      adj_close: close.toFixed(2),
    };
    lines.push(
      columns
        .split(",")
        .map((c) => values[c])
        .join(","),
    );
  }
  return `${lines.join("\n")}\n`;
}

const NEWS =
  "symbol,published_at,headline\nSPX,2016-03-01T15:00:00Z,SPX falls as fear spreads\nSPX,2017-05-02T12:00:00-04:00,SPX rallies in a great session\n";

test.each<[string, Record<string, string>]>([
  ["an index without splits, in other years, with news", { "spx.csv": index("SPX", "2014-01-02", 1100), "news.csv": NEWS }],
  ["one symbol only, without news", { "ibm.csv": sampleBars((s, date) => s === "IBM" && date >= "2004-01-01" && date < "2009-01-01") }],
  [
    "several symbols in several files, without adj_close",
    {
      "a.csv": index("AAA", "2015-01-02", 900, "date,symbol,open,high,low,close,volume"),
      "b.csv": index("BBB", "2016-01-04", 600, "symbol,date,close,open,high,low,volume"),
    },
  ],
  [
    "columns as a well-known site writes them",
    {
      "x.csv": index("XYZ", "2018-01-02", 900).replace(
        "symbol,date,open,high,low,close,volume,adj_close",
        "Symbol,Date,Open,High,Low,Close,Volume,Adj Close",
      ),
    },
  ],
])("takes %s to a registered model", async (name, files) => {
  const run: RunRecord = await lab.run(azurite.store, bundle, "ranges", lab.data(name.replace(/\W+/g, "-"), files));
  expect([run.status, run.reasons]).toEqual(["done", []]);
  const metrics = Object.assign({}, ...run.steps.map((s) => s.metrics));
  expect(metrics["bars.quarantined"]).toBe(0);
  // the range comes in waves, which a model of ranges must see
  if (!name.startsWith("one symbol")) expect(metrics["logistic.test.auc"]).toBeGreaterThan(0.6);
});

test("a market that stood still for years, so that a fold has one class, is judged and not crashed on", async () => {
  const lines = index("AAA", "2014-01-02", 1100).trimEnd().split("\n");
  const flat = lines.map((l, i) => (i > 320 && i < 640 ? [...l.split(",").slice(0, 2), 100, 100, 100, 100, 5, 100].join(",") : l));
  const run = await lab.run(azurite.store, bundle, "ranges", lab.data("flat", { "a.csv": flat.join("\n") }));
  expect(["done", "refused"]).toContain(run.status);
  expect(run.steps.map((s) => s.step)).toContain("evaluate");
});

test("too little history is refused before anything is trained, with what is needed", async () => {
  const run = await lab.run(azurite.store, bundle, "ranges", lab.data("short", { "s.csv": index("AAA", "2015-01-02", 200) }));
  expect(run.status).toBe("failed");
  expect(run.reasons[0]).toMatch(
    /^split: 1 problem\n {2}split: expected 294 sessions before the test: 250 to train on, 4 folds of one at least, two embargoes of 20, got \d+/,
  );
});
