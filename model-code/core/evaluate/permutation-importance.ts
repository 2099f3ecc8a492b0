import type { Features } from "../learners/learner";
import type { Random } from "../random";
import type { PermutationLoss } from "./evaluation";
import { gainOver, type Metric, type MetricOptions } from "./metric";

export interface PermutationInput {
  readonly features: Features;
  /** Length rows. */
  readonly label: Float64Array;
  /** Length rows, 0 ≤ session. */
  readonly sessionOfRow: Int32Array;
  /** Sessions that are moved together; at least two blocks are made. */
  readonly blockSessions: number;
  readonly metric: Metric;
  readonly options?: MetricOptions;
  /** @default 5 */
  readonly repeats?: number;
  readonly random: Random;
  /** Whatever scores: a probability, or predicted value, a row. */
  score(features: Features): Promise<Float64Array> | Float64Array;
}

/**
 * For each row, the row whose value it gets. Blocks of consecutive sessions change places as a whole, so that a moved feature keeps
 * its own course in time and its agreement between entities; only its tie to the label and to other features is cut.
 * @param order positions of the rows, by session
 */
function donorRows(order: Int32Array, sessionOfRow: Int32Array, blockSessions: number, random: Random): Int32Array {
  const sessions = order.length === 0 ? 0 : sessionOfRow[order[order.length - 1]!]! + 1;
  const length = Math.max(1, Math.min(blockSessions, Math.floor(sessions / 2)));
  const blocks: number[][] = Array.from({ length: Math.ceil(sessions / length) }, () => []);
  for (const row of order) blocks[Math.floor(sessionOfRow[row]! / length)]!.push(row);
  for (let i = blocks.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [blocks[i], blocks[j]] = [blocks[j]!, blocks[i]!];
  }
  const donors = new Int32Array(order.length);
  for (const [i, donor] of blocks.flat().entries()) donors[order[i]!] = donor;
  return donors;
}

/** The features with one of them moved; the others are shared, not copied. */
function withMoved(features: Features, name: string, donors: Int32Array): Features {
  return {
    rows: features.rows,
    numbers: features.numbers.map((f) => (f.name === name ? { name, values: f.values.map((_, i) => f.values[donors[i]!]!) } : f)),
    categories: features.categories.map((f) =>
      f.name === name ? { name, values: f.values.map((_, i) => f.values[donors[i]!] ?? null) } : f,
    ),
  };
}

/**
 * What the metric loses when one feature's values are moved to other times, for any model that can score. Correlated features cover
 * for each other, so that each of them alone may seem to matter little.
 *
 * @returns numbers first, then categories, in the order of the features; a feature's draws depend on the seed and its name alone
 * @see Breiman, Random Forests (2001), ch. 10; model-agnostic: Fisher, Rudin and Dominici, All Models are Wrong, but Many are Useful
 *   (2019)
 */
export async function permutationImportance(input: PermutationInput): Promise<readonly PermutationLoss[]> {
  const { features, label, metric, options, random, repeats = 5 } = input;
  const figure = async (of: Features) => metric.compute(label, await input.score(of), undefined, options);
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { sessionOfRow } = input;
  const order = Int32Array.from(sessionOfRow.keys()).sort((a, b) => sessionOfRow[a]! - sessionOfRow[b]! || a - b);
  const whole = await figure(features);
  const losses: PermutationLoss[] = [];
  for (const { name } of [...features.numbers, ...features.categories]) {
    const drawn: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const donors = donorRows(order, sessionOfRow, input.blockSessions, random.fork(`${name}/${repeat}`));
      drawn.push(gainOver(metric, whole, await figure(withMoved(features, name, donors))));
    }
    const loss = drawn.reduce((sum, d) => sum + d, 0) / repeats;
    const deviation = Math.sqrt(drawn.reduce((sum, d) => sum + (d - loss) ** 2, 0) / (repeats - 1));
    losses.push({ feature: name, loss: orNull(loss), standardDeviation: orNull(deviation) });
  }
  return losses;
}
