/** The lines of the replay that tell what was decided, in their order. */
const told = (stdout: string): readonly string[] => stdout.split("\n").filter((line) => /^20\d\d-\d\d-\d\d {2}|^audit: /.test(line));

/** What the monitors said on a day: their state, and each reason for it. */
function monitored(stdout: string, day: string): readonly string[] {
  const lines = stdout.split("\n");
  const at = lines.findIndex((line) => line.startsWith(`${day}  monitors: `));
  const reasons = lines.slice(
    at + 1,
    lines.findIndex((line, i) => i > at && !line.startsWith(" ".repeat(12))),
  );
  return [lines[at]?.split(",")[0] ?? "", ...reasons.map((line) => line.trim())];
}

/**
 * What the README tells: the first version serves three quarters well, with a feature that drifts in the second of them, decays in the
 * fourth, when its answers have drifted, too, and is replaced by evidence, whichever way that falls. The data are always the same, and so
 * is what the monitors say of them.
 */
export function checkReplay(stdout: string): void {
  const lines = told(stdout);
  const at = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
  const days = ["2008-09-30", "2008-12-31", "2009-03-31", "2009-06-30"];
  expect(lines.filter((line) => line.includes("monitors:")).map((line) => line.slice(0, 10))).toEqual(days);
  expect(days.map((day) => monitored(stdout, day))).toEqual([
    ["2008-09-30  monitors: healthy"],
    ["2008-12-31  monitors: watch", expect.stringMatching(/^watch: 1 of 19 features drifted \(news_count_5\)/)],
    ["2009-03-31  monitors: healthy"],
    [
      "2009-06-30  monitors: retrain",
      expect.stringMatching(/^retrain: AUC 0\.\d+ in \[.*\] on \d+ labels, all of it worse than the package's own 0\.\d+/),
      expect.stringMatching(/^watch: 2 of 19 features drifted \(relative_range_3, relative_range_5\)/),
      expect.stringMatching(
        /^watch: the answers drifted: PSI [\d.]+ above [\d.]+, Jensen–Shannon [\d.]+ above [\d.]+, Kolmogorov–Smirnov /,
      ),
    ],
  ]);
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
