import type { Features } from "../learners/learner";
import type { GraphBinding, GraphType } from "../package/layout";
import { BadInput } from "../problem";
import type { Feed } from "../serving/feeds";

type Columns = readonly ArrayLike<number | string | null>[];

/** @returns row-major, the columns beside each other */
const interleaved = <T>(columns: Columns, rows: number, form: (value: number | string | null) => T): T[] =>
  Array.from({ length: rows * columns.length }, (_, i) => form(columns[i % columns.length]![Math.floor(i / columns.length)]!));

const MAKE: Readonly<Record<GraphType, (columns: Columns, rows: number) => Feed["data"]>> = {
  float32: (columns, rows) => Float32Array.from(interleaved(columns, rows, Number)),
  float64: (columns, rows) => Float64Array.from(interleaved(columns, rows, Number)),
  int64: (columns, rows) => BigInt64Array.from(interleaved(columns, rows, (value) => BigInt(value!))),
  string: (columns, rows) => interleaved(columns, rows, (value) => String(value ?? "")),
};

/**
 * The tensors of a table for a graph that is fed as its binding says; `serving/feeds.ts` makes the same of a request's rows.
 * @throws BadInput if a graph takes whole numbers and a feature has others, or misses some
 */
export function boundFeeds({ inputs }: GraphBinding, { rows, numbers, categories }: Features): readonly Feed[] {
  return inputs.map(({ name, type, features }) => {
    const of: readonly { readonly name: string; readonly values: ArrayLike<number | string | null> }[] =
      type === "string" ? categories : numbers;
    const columns = features.map((feature) => of.find((c) => c.name === feature)!.values);
    const odd = type === "int64" ? columns.findIndex((values) => Array.from(values).some((v) => !Number.isInteger(v))) : -1;
    if (odd >= 0)
      throw new BadInput("the graph", [
        {
          where: `input ${name}`,
          expected: `whole numbers in ${features[odd]}`,
          got: "a missing one, or one with a fraction",
          remedy: "Export the model with an input of float32.",
        },
      ]);
    return { name, type, width: features.length, data: MAKE[type](columns, rows) };
  });
}
