/** The lines of the replay that tell what was decided, in their order. */
const told = (stdout: string): readonly string[] => stdout.split("\n").filter((line) => /^20\d\d-\d\d-\d\d {2}|^audit: /.test(line));

/** The first version serves three calm quarters, decays in the fourth, and is replaced by evidence, whichever way that falls. */
export function checkReplay(stdout: string): void {
  const lines = told(stdout);
  const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
  expect(lines.filter((line) => line.includes("monitors:")).map((line) => line.split(",")[0])).toEqual([
    "2008-09-30  monitors: healthy",
    expect.stringMatching(/^2008-12-31 {2}monitors: (healthy|watch)$/),
    "2009-03-31  monitors: healthy",
    "2009-06-30  monitors: retrain",
  ]);
  expect(stdout).toMatch(/retrain: AUC 0\.\d+ in \[.*\] on \d+ labels, all of it worse than the package's own 0\.\d+/);
  expect(lines.filter((line) => line.includes("retraining"))).toEqual(["2009-06-30  retraining packaged"]);
  const [shadow, ended] = [at(/ in shadow$/), at(/ then (promote|roll-back): /)];
  expect(shadow).toBeGreaterThan(at(/retraining packaged/));
  expect(ended).toBeGreaterThan(shadow);
  if (lines[ended]!.includes("promote")) {
    const tenth = at(/ to 10 % of the callers$/);
    const half = at(/ to 50 % of the callers$/);
    expect([shadow, tenth, half, ended, at(/rollback drill: [0-9a-f]{12} answers again after \d+ ms$/)]).toEqual(
      [shadow, tenth, half, ended, ended + 1].sort((a, b) => a - b),
    );
  }
  expect(lines.at(-1)).toMatch(/^audit: \d+ entries, the chain is intact$/);
}
