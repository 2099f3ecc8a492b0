import type { XAXisOption, YAXisOption } from "../chart";
import { type Scale, tickOf } from "./scale";

/** Width of every chart's viewBox: about what a third of a wide page and the whole of a phone's give it, so that text keeps its size. */
export const WIDTH = 360;

/** Text in charts, in units of the viewBox. */
export const TEXT = { color: "var(--muted)", fontSize: 12 } as const;

const LINE = { lineStyle: { color: "var(--line)", width: 1 } } as const;
const AXIS = { lineStyle: { color: "var(--axis)", width: 1 } } as const;
const TITLE = { nameLocation: "middle", nameTextStyle: TEXT } as const;
const TITLE_GAP = 28;
const LABEL_GAP = 14;
const MOST_ROOM = 140;

/** Below a horizontal axis: its labels, and its title if it has one. */
export const roomBelow = (title: string): number => (title === "" ? 26 : 46);

/** Room that labels beside an axis take, about: a capital is 9 units wide, any other character 7. */
const widthOf = (label: string): number => [...label].reduce((sum, c) => sum + (/[A-ZÄÖÜ%mw]/.test(c) ? 9.5 : 7), 0);
export const labelRoom = (labels: readonly string[]): number =>
  Math.min(MOST_ROOM, Math.ceil(Math.max(0, ...labels.map(widthOf))) + LABEL_GAP);

/** A horizontal axis of numbers. */
export const xNumbers = (name: string, scale: Scale): XAXisOption => ({
  ...scale,
  ...TITLE,
  type: "value",
  name,
  nameGap: TITLE_GAP,
  axisLabel: { ...TEXT, formatter: tickOf(scale), hideOverlap: true },
  axisLine: { show: true, onZero: false, ...AXIS },
  axisTick: { show: false },
  splitLine: LINE,
});

/** A vertical axis of numbers with its title along it. */
export const yNumbers = (name: string, scale: Scale): YAXisOption => ({
  ...scale,
  ...TITLE,
  type: "value",
  name,
  nameGap: 44,
  axisLabel: { ...TEXT, formatter: tickOf(scale) },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: LINE,
});

/** A horizontal axis of names; where they are too many, some are left out. */
export const xNames = (name: string, names: readonly string[]): XAXisOption => ({
  ...TITLE,
  type: "category",
  data: [...names],
  name,
  nameGap: TITLE_GAP,
  axisLabel: { ...TEXT, hideOverlap: true },
  axisLine: { show: true, onZero: false, ...AXIS },
  axisTick: { show: false },
});

/** Names down the left side, the first on top. */
export const yNames = (names: readonly string[]): YAXisOption => ({
  type: "category",
  data: [...names],
  inverse: true,
  axisLabel: {
    ...TEXT,
    color: "var(--text)",
    interval: 0,
    ...(labelRoom(names) === MOST_ROOM && { width: MOST_ROOM - LABEL_GAP, overflow: "truncate" }),
  },
  axisLine: { show: false },
  axisTick: { show: false },
});

/** Figures down the right side, in line with the names. */
export const yFigures = (figures: readonly string[]): YAXisOption => ({
  ...yNames(figures),
  position: "right",
  axisLabel: { ...TEXT, color: "var(--text)", interval: 0, margin: 11 },
});

/** The plot between names on the left and figures on the right. */
export function between(
  names: readonly string[],
  figures: readonly string[],
): { readonly left: number; readonly right: number; readonly width: number } {
  const [left, right] = [labelRoom(names), labelRoom(figures) + 6];
  return { left, right, width: WIDTH - left - right };
}
