import { count, figure } from "../../../model-code/core/page/format";

/** The stretch of an axis with its ticks at round numbers. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

const ROUND = [1, 2, 5, 10];

const tidy = (value: number): number => Number(value.toPrecision(12));

/** The smallest round scale that holds the values, with about `ticks` steps. */
export function scaleOf(values: readonly number[], ticks = 4): Scale {
  const finite = values.filter(Number.isFinite);
  const low = finite.length === 0 ? 0 : Math.min(...finite);
  const high = finite.length === 0 ? 1 : Math.max(...finite);
  const span = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / ticks));
  const interval = tidy(power * ROUND.find((r) => r * power >= 0.999 * (span / ticks))!);
  const min = tidy(Math.floor(low / interval + 1e-9) * interval);
  const max = tidy(Math.ceil(high / interval - 1e-9) * interval);
  return { min, max: max === min ? tidy(min + interval) : max, interval };
}

/** Writes the ticks of a scale, all with as many decimals. */
export function tickOf({ interval }: Scale): (value: number) => string {
  const decimals = Math.max(0, -Math.floor(Math.log10(interval) + 1e-9));
  return (value) => (decimals === 0 ? count(value).replace("-", "−") : figure(value, decimals));
}

const CHARACTER = 7;
const BETWEEN = 12;

/** The finest such scale whose labels stand side by side in `width` units. */
export function fittingScale(values: readonly number[], width: number): Scale {
  for (let ticks = 5; ticks > 1; ticks--) {
    const scale = scaleOf(values, ticks);
    const widest = Math.max(...[scale.min, scale.max].map((v) => tickOf(scale)(v).length)) * CHARACTER + BETWEEN;
    if (((scale.max - scale.min) / scale.interval) * widest <= width) return scale;
  }
  return scaleOf(values, 1);
}
