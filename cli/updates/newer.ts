/** Something that is pinned here and has a newer version. */
export interface Newer {
  readonly kind: "package" | "provider";
  readonly name: string;
  readonly pinned: string;
  readonly newest: string;
}

const numbers = (version: string): readonly number[] => version.split(/[-+]/)[0]!.split(".").map(Number);

/** How far a version is behind: `major`, `minor` or `patch`, by what differs first. Undefined if it is not behind. */
export function behind(pinned: string, newest: string): "major" | "minor" | "patch" | undefined {
  const [p, n] = [numbers(pinned), numbers(newest)];
  const at = [0, 1, 2].find((i) => (p[i] ?? 0) !== (n[i] ?? 0));
  if (at === undefined || (p[at] ?? 0) > (n[at] ?? 0)) return undefined;
  return (["major", "minor", "patch"] as const)[at];
}

/** What is out of date as Markdown, one line each. */
export function updatesText(newer: readonly Newer[]): string {
  if (newer.length === 0) return "**Everything is of the newest version.**\n";
  const lines = newer.map(
    (u) => `| ${u.kind} | ${u.name} | ${u.pinned} | ${u.newest} | ${behind(u.pinned, u.newest) ?? "another build"} |`,
  );
  return [
    `## ${newer.length} newer versions`,
    "",
    "| | name | here | newest | step |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
    "",
  ].join("\n");
}
