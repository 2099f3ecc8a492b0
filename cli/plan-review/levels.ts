/** How bad it is if a change is wrong, the worst first. */
export const LEVELS = ["critical", "high", "medium", "low"] as const;
export type Level = (typeof LEVELS)[number];

/** Below 0 if the first is worse. */
export const compareLevels = (a: Level, b: Level): number => LEVELS.indexOf(a) - LEVELS.indexOf(b);
export const isAtLeast = (level: Level, least: Level): boolean => compareLevels(level, least) <= 0;
