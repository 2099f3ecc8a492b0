import type { XAXisOption, YAXisOption } from "../chart";
import { tick } from "../format";

/** Text in charts: 12 units, so that it is 11 px and more where a chart is shown on a phone. */
export const TEXT = { color: "var(--muted)", fontSize: 12 } as const;
/** Mean width of a character of that text. */
const CHARACTER = 7;
export const WIDTH = 400;

const LINE = { lineStyle: { color: "var(--line)", width: 1 } } as const;
const AXIS = { lineStyle: { color: "var(--axis)", width: 1 } } as const;

/** Room for labels beside an axis. */
export const labelRoom = (labels: readonly string[], most = 150): number =>
  Math.min(most, Math.ceil(Math.max(0, ...labels.map((l) => l.length)) * CHARACTER) + 14);

/** A horizontal axis of names. */
export const xNames = (name: string, names: readonly string[]): XAXisOption => ({
  type: "category",
  data: [...names],
  name,
  nameLocation: "middle",
  nameGap: 28,
  nameTextStyle: TEXT,
  axisLabel: { ...TEXT, hideOverlap: true },
  axisLine: { show: true, onZero: false, ...AXIS },
  axisTick: { show: false },
});

/** A horizontal axis of numbers with its title below. */
export const xNumbers = (name: string, more: { readonly min?: number; readonly max?: number } = {}): XAXisOption => ({
  type: "value",
  name,
  nameLocation: "middle",
  nameGap: 28,
  nameTextStyle: TEXT,
  scale: true,
  splitNumber: 4,
  axisLabel: { ...TEXT, formatter: tick, hideOverlap: true },
  axisLine: { show: true, onZero: false, ...AXIS },
  axisTick: { show: false },
  splitLine: LINE,
  ...more,
});

/** A vertical axis of numbers with its title along it. */
export const yNumbers = (name: string, more: { readonly min?: number; readonly max?: number } = {}): YAXisOption => ({
  type: "value",
  name,
  nameLocation: "middle",
  nameGap: 38,
  nameTextStyle: TEXT,
  scale: true,
  splitNumber: 4,
  axisLabel: { ...TEXT, formatter: tick },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: LINE,
  ...more,
});

/** Names down the left side, the first on top. */
export const yNames = (names: readonly string[]): YAXisOption => ({
  type: "category",
  data: [...names],
  inverse: true,
  axisLabel: { ...TEXT, color: "var(--text)", interval: 0, width: labelRoom(names) - 8, overflow: "truncate" },
  axisLine: { show: false },
  axisTick: { show: false },
});

/** Figures down the right side, in line with the names. */
export const yFigures = (figures: readonly string[]): YAXisOption => ({ ...yNames(figures), position: "right" });
