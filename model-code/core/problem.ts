/** One thing that is wrong with what came from outside, told so that it can be mended. */
export interface Problem {
  /** Where: a file, and within it a path (`gates/0/metric`) or a line. */
  readonly where: string;
  readonly expected: string;
  readonly got: string;
  readonly remedy: string;
}

export const problemText = (p: Problem): string => `${p.where}: expected ${p.expected}, got ${p.got}. ${p.remedy}`;

/** Something went wrong that one problem tells, with a stable code. */
export abstract class ProblemError extends Error {
  abstract readonly code: string;
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problemText(problem), options);
  }
}

/** Input from outside that cannot be used; carries every problem found, not only the first. */
export class BadInput extends Error {
  readonly code: string = "BAD_INPUT";
  constructor(
    readonly what: string,
    readonly problems: readonly Problem[],
  ) {
    super(
      [`${what}: ${problems.length} problem${problems.length === 1 ? "" : "s"}`, ...problems.map((p) => `  ${problemText(p)}`)].join("\n"),
    );
  }
}

/** What `load` gives; undefined if its input was bad: its problems then join the others. */
export function gather<T>(problems: Problem[], load: () => T): T | undefined {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
