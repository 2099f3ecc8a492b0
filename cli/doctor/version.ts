/** The first version in a text, `v1.11.4` or `20.12`: its numbers; undefined if there is none. */
export function versionIn(text: string): readonly number[] | undefined {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found?.slice(1).map((part) => Number(part ?? 0));
}

/** Whether a version is at least another. */
export function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  const at = least.findIndex((part, i) => (version[i] ?? 0) !== part);
  return at === -1 || (version[at] ?? 0) > least[at]!;
}
