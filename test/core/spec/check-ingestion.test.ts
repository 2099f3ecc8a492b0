import { BadInput } from "../../../model-code/core/problem";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import { changed, FETCH } from "../../support/fetched";

/** What is said of it, without where the file is. */
function problemsOf(change: Parameters<typeof changed>[0]): readonly string[] {
  try {
    changed(change);
    return [];
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return error.problems.map((p) => `${p.where.replace("model.yaml ", "")}: expected ${p.expected}, got ${p.got}`);
  }
}

test.each(["http-api", "sql", "event-stream"] as const)("a source may be of kind %s, with defaults filled in", (kind) => {
  const { sources }: ModelSpec = changed((m) => FETCH[kind](m.sources[0]));
  expect(sources[0]).toMatchObject(
    {
      "http-api": { http: { lookbackDays: 3, maxRequestsPerMinute: 30 } },
      sql: { sql: { schema: "dbo", runtime: "azure" } },
      "event-stream": { events: { lookbackDays: 3, where: { type: "bar" } } },
    }[kind],
  );
});

test("a model without a schedule, with sources whose files are brought, is as it was", () => {
  const model = changed(() => undefined);
  expect(model.schedule).toBeUndefined();
  expect(Object.keys(model.sources[0]!)).not.toContain("http");
});

test("everything that is wrong is said at once", () => {
  expect(
    problemsOf((m) => {
      FETCH["http-api"](m.sources[0]);
      m.sources[0].http.query = { from: "x" };
      m.sources[0].http.fields.colour = "c";
      m.sources[1].sql = { server: "s", database: "d", table: "t", watermark: "w", since: "2026-01-01" };
      m.schedule = { cron: "0 0 30 2 *", timeZone: "Mars/Olympus", backfill: { from: "2026-02-01", until: "2026-02-01" } };
    }),
  ).toEqual([
    'sources/0/http/fields/colour: expected one of symbol, date, open, high, low, close, volume, adj_close, got "colour"',
    "sources/0/http: expected each query parameter once, got from twice",
    "sources/1/sql: expected kind sql beside it, got kind file-drop",
    'schedule/cron: expected a time that comes, got "0 0 30 2 *", which never does',
    'schedule/timeZone: expected a zone of the IANA database, got "Mars/Olympus"',
    "schedule/backfill: expected from before until, got 2026-02-01 to 2026-02-01",
  ]);
});

test.each<[string, Parameters<typeof changed>[0], string]>([
  [
    "a kind without where it is fetched",
    (m) => {
      m.sources[0].kind = "sql";
      m.sources[0].files = ["bars-*.csv"];
    },
    "sources/0/sql: expected sql beside kind sql, got none",
  ],
  [
    "files that what is fetched does not fit",
    (m) => {
      FETCH["event-stream"](m.sources[0]);
      m.sources[0].files = ["bars-*.csv"];
    },
    "sources/0/files: expected patterns by which a fetched file such as bars-20260101000000-20260102000000.parquet belongs to bars alone, got patterns that it fits none of",
  ],
  [
    "files that are another source's, too",
    (m) => {
      FETCH.sql(m.sources[1]);
      m.sources[0].files = ["*.csv"];
    },
    "sources/1/files: expected patterns by which a fetched file such as news-20260101000000-20260102000000.csv belongs to news alone, got patterns by which it belongs to bars, news",
  ],
  [
    "paging without an end that can be seen",
    (m) => {
      FETCH["http-api"](m.sources[0]);
      m.sources[0].http.rows = "$";
    },
    "sources/0/http/paging: expected rows below a key of the answer, for its end to be seen, got rows at `$`",
  ],
  [
    "a cron that is none",
    (m) => {
      m.schedule = { cron: "61 * * * *", timeZone: "UTC" };
    },
    'schedule/cron: expected minute (0-59), hour (0-23), day of the month (1-31), month (1-12), day of the week (0-7), got "61 * * * *"',
  ],
  [
    "a backfill of what is brought",
    (m) => {
      m.schedule = { cron: "0 3 * * *", timeZone: "UTC", backfill: { from: "2020-01-01", until: "2021-01-01" } };
    },
    "schedule/backfill: expected a source that is fetched, got sources whose files are brought",
  ],
])("%s is refused", (_, change, message) => {
  expect(problemsOf(change)).toEqual([message]);
});

test.each([["http://api.example.com/bars"], ["https://api.example.com/bars?key=1"], ["https://user:pass@api.example.com/"]])(
  "an address such as %s, without encryption or with what belongs elsewhere, is refused",
  (url) => {
    const [problem] = problemsOf((m) => {
      FETCH["http-api"](m.sources[0]);
      m.sources[0].http.url = url;
    });
    expect(problem).toMatch(/^sources\/0\/http\/url: /);
  },
);
