import type { Estimate } from "../evaluate/evaluation";

/** How the report writes figures: one way each, so that a column reads as one. The minus sign is U+2212. */
const minus = (text: string): string => text.replace("-", "−");

export const UNDETERMINED = "not determined";

/** A metric: three decimals. */
export const figure = (value: number | null | undefined, decimals = 3): string => {
  if (value === null || value === undefined) return UNDETERMINED;
  const text = value.toFixed(decimals);
  return minus(Number(text) === 0 ? text.replace("-", "") : text);
};

/** A difference: three decimals and always its sign. */
export const signed = (value: number | null | undefined, decimals = 3): string => {
  const text = figure(value, decimals);
  return value !== null && value !== undefined && value > 0 && Number(value.toFixed(decimals)) !== 0 ? `+${text}` : text;
};

export const interval = ({ lower, upper }: Estimate, write: (value: number) => string = figure): string =>
  lower === null || upper === null ? "" : `${write(lower)} to ${write(upper)}`;

/** 15,432. */
export const count = (value: number): string => value.toLocaleString("en-US");

/** 2.31 %. */
export const percent = (share: number, decimals = 2): string => `${(100 * share).toFixed(decimals)} %`;

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** 0.04 s, 7.9 s, 2 min 05 s. */
export const seconds = (value: number): string => {
  if (value >= 60) return `${Math.floor(value / 60)} min ${String(Math.floor(value % 60)).padStart(2, "0")} s`;
  return `${value.toFixed(value < 1 ? 2 : 1)} s`;
};

/** 0.042 ms, 1.3 ms, 25 ms. */
export const milliseconds = (value: number): string => `${Number(value.toPrecision(value < 100 ? 2 : 3))} ms`;

/** 2013-03-01 14:05:09 UTC. */
export const time = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** The first digits of a sha256, enough to tell folders apart. */
export const short = (digest: string): string => digest.slice(0, 12);

/** A parameter's value: figures to four significant digits. */
export const parameter = (value: number | string | boolean): string =>
  typeof value === "number" && !Number.isInteger(value) ? minus(String(Number(value.toPrecision(4)))) : minus(String(value));

/** How much of a long list is shown. */
export const MOST = 25;

/** What a list that was cut leaves out. */
export const more = (length: number, what: string): string => (length > MOST ? `The first ${MOST} of ${count(length)} ${what}.` : "");
