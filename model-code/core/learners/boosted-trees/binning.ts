import { FLOAT32_MAX } from "../columns";
import { sortOrder } from "./sort-order";

/**
 * The features in bins of a byte, four features to a word. Bin 0 holds what is missing; a number's bins count up from 1, a
 * category's bin is its code.
 */
export interface BinnedMatrix {
  readonly rows: number;
  /** Feature f of row i is byte f mod 4, from the lowest, of word ⌊f/4⌋ · rows + i. */
  readonly words: Uint32Array;
  /** Bins of each feature, bin 0 counted. */
  readonly bins: Int32Array;
  /** Upper bound, inclusive, of each bin of a number; entry 0 is not used. Empty for a category. */
  readonly bounds: readonly Float64Array[];
}

/** A float32 t with a ≤ t < b, in the middle if there is one. */
function between(a: number, b: number): number {
  const middle = Math.fround(a / 2 + b / 2);
  return middle >= a && middle < b ? middle : a;
}

/** A number's bins: the upper bounds, from entry 1 on, ascending, the last of them the largest float32; and each row's bin. */
interface Binned {
  readonly bounds: Float64Array;
  readonly binOf: Uint8Array;
}

/**
 * Bins that share the weight out evenly; a value that alone weighs more than a bin's share gets a bin of its own, and where there
 * are no more different values than bins, each has one.
 *
 * @param values float32 values; NaN is left out and is in bin 0
 * @param weight beside the values
 * @param bins   at most so many, 1 to 255
 */
export function binNumbers(values: Float32Array, weight: Float64Array, bins: number): Binned {
  const present = new Uint32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) present[count++] = i;
  const order = sortOrder(values, present.subarray(0, count));
  const { begins, mass } = distinctValues(values, weight, order);
  const distinct = mass.length;
  const binOf = new Uint8Array(values.length);
  const bounds = [Number.NaN];
  let rest = mass.reduce((sum, m) => sum + m, 0);
  let inBin = 0;
  for (let d = 0; d < distinct; d++) {
    const bin = bounds.length;
    for (let k = begins[d]!; k < begins[d + 1]!; k++) binOf[order[k]!] = bin;
    inBin += mass[d]!;
    if (d === distinct - 1) bounds.push(FLOAT32_MAX);
    else {
      const share = rest / (bins + 1 - bin);
      if (distinct > bins && (bin === bins || (inBin < share && mass[d + 1]! < share))) continue;
      bounds.push(between(values[order[begins[d]!]!]!, values[order[begins[d + 1]!]!]!));
      rest -= inBin;
      inBin = 0;
    }
  }
  return { bounds: Float64Array.from(bounds), binOf };
}

/** Where each run of equal values begins in the order, with the order's end after the last; and the weight of each run. */
function distinctValues(values: Float32Array, weight: Float64Array, order: Uint32Array) {
  const begins = new Uint32Array(order.length + 1);
  const mass = new Float64Array(order.length);
  let distinct = 0;
  for (let k = 0; k < order.length; k++) {
    if (k === 0 || values[order[k]!] !== values[order[k - 1]!]) begins[distinct++] = k;
    mass[distinct - 1]! += weight[order[k]!]!;
  }
  begins[distinct] = order.length;
  return { begins, mass: mass.subarray(0, distinct) };
}

/**
 * @param columns one a feature, as `encode` gives them
 * @param numbers how many of them, the first, are numbers
 * @param levels  codes of each category, code 0 counted
 * @param weight  one a row
 * @param bins    bins of a number at most, missing not counted
 */
export function binMatrix(
  columns: readonly Float32Array[],
  numbers: number,
  levels: readonly number[],
  weight: Float64Array,
  bins: number,
): BinnedMatrix {
  const rows = weight.length;
  const words = new Uint32Array(Math.ceil(columns.length / 4) * rows);
  const bounds: Float64Array[] = [];
  for (const [f, column] of columns.entries()) {
    const binned = f < numbers ? binNumbers(column, weight, bins) : { bounds: new Float64Array(0), binOf: Uint8Array.from(column) };
    bounds.push(binned.bounds);
    addToWords(words.subarray((f >>> 2) * rows), (f & 3) * 8, binned.binOf);
  }
  return { rows, words, bins: Int32Array.from(columns, (_, f) => (f < numbers ? bounds[f]!.length : levels[f - numbers]!)), bounds };
}

function addToWords(words: Uint32Array, shift: number, binOf: Uint8Array): void {
  for (let i = 0; i < binOf.length; i++) words[i]! |= binOf[i]! << shift;
}
