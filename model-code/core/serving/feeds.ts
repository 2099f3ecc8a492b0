import type { GraphBinding, GraphType, PackageDocument } from "../package/layout";
import type { CheckedRow } from "./contract";

/** A tensor for the graph, row-major. */
export interface Feed {
  readonly name: string;
  readonly type: GraphType;
  readonly width: number;
  readonly data: Float32Array | Float64Array | BigInt64Array | string[];
}

/** How the package's features are fed: as it says, or as our own graphs take them. */
export function bindingOf({ features: { numbers, categories }, output, graph }: PackageDocument): GraphBinding {
  if (graph !== undefined) return graph;
  return {
    inputs: [
      ...(numbers.length === 0 ? [] : [{ name: "numbers", type: "float32" as const, features: numbers }]),
      ...(categories.length === 0 ? [] : [{ name: "categories", type: "string" as const, features: categories }]),
    ],
    output: { name: output, column: 0 },
  };
}

type Rows = readonly Pick<CheckedRow, "numbers" | "categories">[];

function numeric<T extends Float32Array | Float64Array>(into: T, rows: Rows, columns: readonly number[]): T {
  let at = 0;
  for (const { numbers } of rows) for (let c = 0; c < columns.length; c++) into[at++] = numbers[columns[c]!]!;
  return into;
}

const MAKE: Readonly<Record<GraphType, (rows: Rows, columns: readonly number[]) => Feed["data"]>> = {
  float32: (rows, columns) => numeric(new Float32Array(rows.length * columns.length), rows, columns),
  float64: (rows, columns) => numeric(new Float64Array(rows.length * columns.length), rows, columns),
  int64: (rows, columns) => BigInt64Array.from(rows.flatMap((r) => columns.map((c) => BigInt(r.numbers[c]!)))),
  string: (rows, columns) => rows.flatMap((r) => columns.map((c) => r.categories[c]!)),
};

/** Prepares the making of feeds, so that a row costs no look-up of names. */
export function feeder(document: PackageDocument): (rows: Rows) => readonly Feed[] {
  const inputs = bindingOf(document).inputs.map(({ name, type, features }) => {
    const of = type === "string" ? document.features.categories : document.features.numbers;
    return { name, type, width: features.length, columns: features.map((f) => of.indexOf(f)) };
  });
  return (rows) => inputs.map(({ name, type, width, columns }) => ({ name, type, width, data: MAKE[type](rows, columns) }));
}
