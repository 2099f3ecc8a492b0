import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { duckdb } from "../model-code/adapters/duckdb/sql-engine";
import { loadModel } from "../model-code/adapters/model-files";
import { openInput } from "../model-code/adapters/step-folders/input-folder";
import { openOutput } from "../model-code/adapters/step-folders/output-folder";
import { extractFeatures } from "../model-code/core/lifecycle/steps/extract-features";
import type { Bench } from "./bench";

const SYMBOLS = 1000;
const SESSIONS = 3000;

/** Bars and news of many symbols, made by DuckDB itself. */
const BARS = `
  SELECT 'S' || lpad(CAST(s AS VARCHAR), 4, '0') AS symbol, DATE '2000-01-03' + CAST(d AS INTEGER) AS date,
    p AS open, p * (1 + 0.02 * r) AS high, p * (1 - 0.02 * r) AS low, p * (1 + 0.01 * (r - 0.5)) AS close, 1000 + 1000 * r AS volume, p AS adj_close,
    CAST(DATE '2000-01-03' + CAST(d AS INTEGER) AS TIMESTAMP) AS session_close, 'Mon' AS weekday
  FROM (SELECT s, d, hash(s * 7919 + d) % 1000 / 1000.0 + 0.001 AS r, 50 + s % 50 + 10 * sin(d / 50.0) AS p FROM range(${SYMBOLS}) a(s), range(${SESSIONS}) b(d))
  ORDER BY date, symbol`;
const NEWS =
  "SELECT symbol, session_close AS published_at, 'x' AS headline, date AS session, hash(symbol, date) % 200 / 100.0 - 1 AS sentiment FROM bars WHERE hash(symbol, date, 1) % 10 = 0";

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

export const bench: Bench = {
  name: "features",
  title: `The step extract-features over ${((SYMBOLS * SESSIONS) / 1e6).toFixed(0)} million bars, beside the bare queries in DuckDB`,
  async run() {
    const place = mkdtempSync(join(tmpdir(), "features-"));
    try {
      const curated = join(place, "curated");
      for (const source of ["bars", "news"]) mkdirSync(join(curated, source, "all"), { recursive: true });
      const [bars, news] = ["bars", "news"].map((s) => join(curated, s, "all/rows.parquet")) as [string, string];
      await duckdb.copy(BARS, {}, bars);
      await duckdb.copy(NEWS, { bars: { parquet: [bars] } }, news);
      const { folder: writer, commit } = openOutput(join(place, "made"));
      writer.writeJson("manifest.json", { sources: { bars: {}, news: {} } });
      await commit();
      copyFileSync(join(place, "made/manifest.json"), join(curated, "manifest.json"));
      const model = loadModel(resolve(__dirname, "../model-code/models"), "market-volatility");

      const bare = () =>
        timed(async () => {
          const connection = await (await DuckDBInstance.create(":memory:")).connect();
          await connection.run("CREATE MACRO percentile(x, p) AS quantile_cont(x, p)");
          await connection.run(`CREATE VIEW bars AS SELECT * FROM read_parquet('${bars}')`);
          await connection.run(`CREATE VIEW news AS SELECT * FROM read_parquet('${news}')`);
          for (const file of ["features.sql", "label.sql"])
            await connection.run(`COPY (${model.file(file)}) TO '${join(place, file)}.parquet' (FORMAT parquet, COMPRESSION zstd)`);
          connection.closeSync();
        });
      let runs = 0;
      const step = () =>
        timed(async () => {
          const output = openOutput(join(place, `features-${runs++}`));
          await extractFeatures.run({
            inputs: { curated: openInput(curated) },
            outputs: { features: output.folder },
            params: {},
            model: model.spec,
            modelFile: model.file,
            sql: duckdb,
            scorer: { score: () => Promise.reject(new Error("no graph")), scoreBound: () => Promise.reject(new Error("no graph")) },
            registry: { register: () => Promise.reject(new Error("no registry")) },
            lockDigest: "",
            progress: { at: () => {}, metric: () => {}, warn: () => {} },
          });
          await output.commit();
        });
      const [queries, steps]: [number[], number[]] = [[], []];
      for (let i = 0; i < 3; i++) {
        queries.push(await bare());
        steps.push(await step());
      }
      return {
        rows: [
          { what: "bare queries, median of 3", value: median(queries), unit: "s" },
          { what: "the step, median of 3", value: median(steps), unit: "s" },
          { what: "the step over the bare queries", value: median(steps) / median(queries), unit: "×", limit: 1.5 },
        ],
        notes: [],
      };
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  },
};
