import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { duckdb } from "../../../model-code/adapters/duckdb/sql-engine";
import { openInput, openLanding } from "../../../model-code/adapters/step-folders/input-folder";
import { openOutput } from "../../../model-code/adapters/step-folders/output-folder";
import { capturedRows, EVENT_BODIES } from "../../../model-code/core/data/captured-events";
import { parseRawRows } from "../../../model-code/core/data/raw-rows";
import { stringsOf } from "../../../model-code/core/data/table";
import type { StepContext } from "../../../model-code/core/lifecycle/step";
import { ingest } from "../../../model-code/core/lifecycle/steps/ingest";
import { changed, FETCH } from "../../support/fetched";

const source = changed((m) => FETCH["event-stream"](m.sources[0])).sources[0]!;
const body = (more: object) =>
  JSON.stringify({ type: "bar", symbol: " A ", date: "2026-11-20", open: 1, high: 2, low: 0.5, close: 1.5, volume: 1e3, ...more });

test("an event is a row of the contract's columns; what it lacks is missing, what the contract does not name is left", () => {
  expect(capturedRows([body({ colour: "red", volume: null })], "f", source)).toEqual([
    {
      file: "f",
      line: 1,
      values: { symbol: "A", date: "2026-11-20", open: "1", high: "2", low: "0.5", close: "1.5", volume: "", adj_close: "" },
    },
  ]);
});

test("events of other sources are left, and what cannot be read is a row with the reason", () => {
  const rows = capturedRows([body({ type: "trade" }), "{", "[1]", "null", null, body({})], "f", source);
  expect(rows.map((r) => [r.line, r.problem, r.values._text])).toEqual([
    [2, "an event that is no JSON object", "{"],
    [3, "an event that is no JSON object", "[1]"],
    [4, "an event that is no JSON object", "null"],
    [5, "an event that is not UTF-8", ""],
    [6, undefined, undefined],
  ]);
});

describe("a Parquet file as Data Factory lands it", () => {
  const folder = mkdtempSync(join(tmpdir(), "events-"));
  const file = join(folder, "source", "bars", "bars-20261118220000-20261121220000.parquet");
  afterAll(() => rmSync(folder, { recursive: true }));

  async function land(values: string): Promise<void> {
    mkdirSync(dirname(file), { recursive: true });
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT * FROM (VALUES ${values}) t("SequenceNumber", "Offset", "Body")) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
  }

  test("holds bodies as capture keeps them, bytes; they are read in the order of their numbers", async () => {
    await land(`(9, '640', encode('späť')), (8, '512', encode('first')), (8, '128', '\\xFF'::BLOB)`);
    const table = await duckdb.query(EVENT_BODIES, { events: { parquet: [file] } });
    expect(stringsOf(table, "body")).toEqual([null, "first", "späť"]);
  });

  test("is taken in by the step ingest", async () => {
    const quoted = (more: object) => `encode('${body(more)}')`;
    await land(`(1, '1', ${quoted({})}), (2, '2', ${quoted({ type: "trade" })}), (3, '3', ${quoted({ symbol: "B" })})`);
    const raw = openOutput(join(folder, "raw"));
    const progress = { at: () => undefined, metric: () => undefined, warn: () => undefined };
    await ingest.run({
      inputs: { source: openLanding(join(folder, "source")) },
      outputs: { raw: raw.folder },
      model: changed((m) => FETCH["event-stream"](m.sources[0])),
      sql: duckdb,
      progress,
    } as unknown as StepContext);
    await raw.commit();
    const written = openInput(join(folder, "raw"));
    const rows = written.list("bars/").flatMap((path) => parseRawRows(written.text(path)));
    expect(rows.map((r) => [r.values.symbol, r.values.close, r.line])).toEqual([
      ["A", "1.5", 1],
      ["B", "1.5", 3],
    ]);
  });
});
