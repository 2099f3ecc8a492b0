import { createHash } from "node:crypto";
import { appendFileSync, createReadStream, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from "@duckdb/node-api";
import { identifier, literal } from "../../adapters/duckdb/sql-text";
import type { PackageGraph } from "../../adapters/onnx/package-graph";
import { BadInput } from "../../core/problem";
import { bindingOf, type Feed } from "../../core/serving/feeds";
import type { BatchPackage } from "./batch-package";
import { formatOf } from "./formats";
import { openParts, type Parts } from "./parts";
import { type Part, readParts } from "./read-parts";
import { rowsQuery } from "./rows-query";
import { RESULT_COLUMNS, type RowsSource } from "./rows-source";

/** Rows that are scored, and kept, at a time. */
const PART_ROWS = 100_000;
const CHUNK_ROWS = 2048;
/** Rows of one run of the graph: what a tenth of a part needs stays in the processor's cache, which makes it up to a fifth faster. */
const RUN_ROWS = 10_000;

export interface ScoreFileOptions {
  /** CSV, Parquet or JSON lines, by its extension. */
  readonly input: string;
  /** Likewise; appears when it is whole. */
  readonly output: string;
  readonly package: BatchPackage;
  /** Rows so far, and in all where that is known. */
  readonly onProgress?: (rows: number, total: number | undefined) => void;
  /** @default 100,000 */
  readonly partRows?: number;
}

export interface ScoreFileOutcome {
  readonly scored: number;
  /** Rows that were not scored: they are in `<output>.quarantine.jsonl`, each with its problems. */
  readonly quarantined: number;
  /** Rows that an earlier run, which broke off, had been through. */
  readonly resumedAfter: number;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** Scores a part's rows, some at a time. */
async function scoresOf(graph: PackageGraph, { feeds, rows }: Part): Promise<number[]> {
  const scores: number[] = [];
  for (let from = 0; from < rows; from += RUN_ROWS) {
    const to = Math.min(rows, from + RUN_ROWS);
    const some = feeds.map(({ data, ...f }): Feed => {
      const [first, last] = [from * f.width, to * f.width];
      return { ...f, data: Array.isArray(data) ? data.slice(first, last) : data.subarray(first, last) };
    });
    const values = await graph.run(some, to - from);
    for (let i = 0; i < values.length; i++) scores.push(values[i]!);
  }
  return scores;
}

async function writePart(
  connection: DuckDBConnection,
  file: string,
  types: readonly DuckDBType[],
  columns: readonly (readonly DuckDBValue[])[],
  rows: number,
): Promise<void> {
  await connection.run("DELETE FROM part");
  const appender = await connection.createAppender("part");
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    const to = Math.min(rows, from + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create([...types], to - from);
    columns.forEach((values, c) => {
      chunk.setColumnValues(c, values.slice(from, to));
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await connection.run(`COPY part TO ${literal(file)} (FORMAT parquet)`);
}

/** Puts the parts together: the quarantine first, so that a result that is there has it beside it. @returns rows of each */
async function assemble(output: string, copy: string, parts: Parts, count: number, source: RowsSource, connection: DuckDBConnection) {
  const names = Array.from({ length: count }, (_, i) => parts.file(i));
  const quarantine = `${output}.quarantine.jsonl`;
  const partial = `${quarantine}.partial`;
  writeFileSync(partial, "");
  for (const name of names) appendFileSync(partial, readFileSync(name.quarantine));
  if (source.rejected !== undefined)
    for (const [line, text, reason] of (await connection.runAndReadAll(source.rejected)).getRows())
      appendFileSync(partial, `${JSON.stringify({ line: Number(line), problems: [reason], values: text })}\n`);
  const quarantined = readFileSync(partial, "utf8").split("\n").length - 1;
  const files = names.map((name) => literal(name.rows)).join(", ");
  const rows = `SELECT * FROM read_parquet([${files}], hive_partitioning = false)`;
  const { rowsChanged } = await connection.run(`COPY (${rows}) TO ${literal(`${output}.partial`)} (${copy})`);
  if (quarantined > 0) renameSync(partial, quarantine);
  else for (const file of [partial, quarantine]) rmSync(file, { force: true });
  renameSync(`${output}.partial`, output);
  return { scored: rowsChanged, quarantined };
}

/**
 * Scores a file, row by row in its order, without holding it in memory. A run that was killed is gone on with, and gives the same
 * bytes as one that was not. A row that the package's contract refuses is put aside with its problems, never lost.
 * @throws BadInput if the file as a whole can't be used
 */
export async function scoreFile(options: ScoreFileOptions): Promise<ScoreFileOutcome> {
  const { input, output, onProgress } = options;
  const { digest, document, contract, graph } = options.package;
  const size = options.partRows ?? PART_ROWS;
  const [from, to] = [formatOf(input), formatOf(output)];
  if (!existsSync(input))
    throw new BadInput("rows to score", [{ where: input, expected: "a file", got: "nothing there", remedy: "Correct its name." }]);
  const parts = openParts(output, { input: await sha256Of(input), package: digest, partRows: size });
  const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false", autoload_known_extensions: "false" });
  const [reader, writer] = [await instance.connect(), await instance.connect()];
  try {
    const source = await from.open(reader, input, { ...document.features, unused: contract.unused });
    const resumedAfter = parts.done * size;
    const result = await reader.stream(rowsQuery(source, contract, document.time, resumedAfter));
    const types = [...source.others.map((_, i) => result.columnType(i)), DOUBLE, VARCHAR];
    const names = [...source.others.map((o) => o.name), ...RESULT_COLUMNS];
    await writer.run(`CREATE TABLE part (${names.map((name, i) => `${identifier(name)} ${types[i]}`).join(", ")})`);
    let count = parts.done;
    for await (const part of readParts(result, contract, bindingOf(document), source.others.length, size, resumedAfter)) {
      const scores = await scoresOf(graph, part);
      await parts.keep(count++, async (to) => {
        writeFileSync(to.quarantine, part.quarantine.map((line) => `${line}\n`).join(""));
        await writePart(writer, to.rows, types, [...part.others, scores, part.outOfRange], part.rows);
      });
      onProgress?.(part.lastRow, source.total);
    }
    const outcome = await assemble(output, to.copy, parts, count, source, reader);
    parts.remove();
    return { ...outcome, resumedAfter };
  } finally {
    reader.closeSync();
    writer.closeSync();
  }
}
