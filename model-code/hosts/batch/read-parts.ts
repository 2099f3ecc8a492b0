import type { DuckDBResult, DuckDBValue } from "@duckdb/node-api";
import type { GraphBinding } from "../../core/package/layout";
import type { ServingContract } from "../../core/serving/contract";
import type { Feed } from "../../core/serving/feeds";

/** A stretch of a file: the rows that the contract takes, by columns, and those that it refuses. */
export interface Part {
  /** Rows that are taken. */
  readonly rows: number;
  /** What is handed on, a list a column. */
  readonly others: readonly (readonly DuckDBValue[])[];
  readonly feeds: readonly Feed[];
  /** A row each: features outside of what training saw, by ";"; null for none. */
  readonly outOfRange: readonly (string | null)[];
  /** JSON, without line ends. */
  readonly quarantine: readonly string[];
  /** Position of its last row in the file, from 1. */
  readonly lastRow: number;
}

const ARRAYS = {
  float32: (length: number) => new Float32Array(length),
  float64: (length: number) => new Float64Array(length),
  int64: (length: number) => new BigInt64Array(length),
  string: (length: number) => new Array<string>(length),
} as const;

/** Rows on their way to the graph. */
class OpenPart {
  seen = 0;
  rows = 0;
  readonly others: DuckDBValue[][];
  readonly quarantine: string[] = [];
  readonly outOfRange: (string | null)[] = [];
  /** By input of the graph, row by row. */
  readonly data: readonly Feed["data"][];

  constructor(
    private readonly contract: ServingContract,
    private readonly binding: GraphBinding,
    others: number,
    size: number,
  ) {
    this.others = Array.from({ length: others }, () => []);
    this.data = binding.inputs.map((i) => ARRAYS[i.type](size * i.features.length));
  }

  flag(row: number, name: string): void {
    const before = this.outOfRange[row];
    this.outOfRange[row] = before === null || before === undefined ? name : `${before};${name}`;
  }

  /** Takes a column's values for the rows that were just begun. */
  take(input: number, column: number, name: string, values: (row: number) => DuckDBValue, kept: readonly number[]): void {
    const { type, features } = this.binding.inputs[input]!;
    const data = this.data[input]!;
    const width = features.length;
    let at = this.rows * width + column;
    if (type === "string") {
      const levels = this.contract.categories.find((c) => c.name === name)!.levels;
      for (const [i, r] of kept.entries()) {
        const value = values(r) as string;
        (data as string[])[at] = value;
        if (value !== "" && levels !== null && !levels.has(value)) this.flag(this.rows + i, name);
        at += width;
      }
      return;
    }
    const { min, max } = this.contract.numbers.find((n) => n.name === name)!;
    for (let i = 0; i < kept.length; i++) {
      const value = values(kept[i]!) as number;
      if (type === "int64") (data as BigInt64Array)[at] = BigInt(value);
      else (data as Float32Array)[at] = value;
      if (value < min || value > max) this.flag(this.rows + i, name);
      at += width;
    }
  }

  closed(lastRow: number): Part {
    const feeds = this.binding.inputs.map(({ name, type, features }, i) => {
      const data = this.data[i]!;
      const used = this.rows * features.length;
      return { name, type, width: features.length, data: Array.isArray(data) ? data.slice(0, used) : data.subarray(0, used) };
    });
    return { rows: this.rows, others: this.others, feeds, outOfRange: this.outOfRange, quarantine: this.quarantine, lastRow };
  }
}

/**
 * Cuts what `rowsQuery` gives into parts of equal size.
 * @param others columns that are handed on
 * @param before rows of the file before the first of the result
 */
export async function* readParts(
  result: DuckDBResult,
  contract: ServingContract,
  binding: GraphBinding,
  others: number,
  size: number,
  before: number,
): AsyncGenerator<Part> {
  const columnOf = new Map(contract.names.map((name, i) => [name, others + i]));
  const problemsAt = others + contract.names.length;
  let row = before;
  let part = new OpenPart(contract, binding, others, size);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const problems = chunk.getColumnValues(problemsAt);
    const wholes = chunk.getColumnVector(problemsAt + 1);
    for (let from = 0; from < chunk.rowCount; ) {
      const to = Math.min(chunk.rowCount, from + size - part.seen);
      const kept: number[] = [];
      for (let r = from; r < to; r++) {
        row++;
        if (problems[r] === null) kept.push(r);
        else part.quarantine.push(`{"row":${row},"problems":${String(problems[r])},"values":${String(wholes.getItem(r))}}`);
      }
      for (let i = 0; i < others; i++) {
        const vector = chunk.getColumnVector(i);
        for (const r of kept) part.others[i]!.push(vector.getItem(r));
      }
      for (let i = 0; i < kept.length; i++) part.outOfRange.push(null);
      for (const [input, { features }] of binding.inputs.entries())
        for (const [column, name] of features.entries()) {
          const vector = chunk.getColumnVector(columnOf.get(name)!);
          part.take(input, column, name, (r) => vector.getItem(r), kept);
        }
      part.rows += kept.length;
      part.seen += to - from;
      from = to;
      if (part.seen === size) {
        yield part.closed(row);
        part = new OpenPart(contract, binding, others, size);
      }
    }
  }
  // a file without rows has a result without rows
  if (part.seen > 0 || row === 0) yield part.closed(row);
}
