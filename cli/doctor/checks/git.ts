import type { Check } from "../check";
import { ok } from "../finding";

/** A review is bound to the tree of git that it was made of. */
export const git: Check = {
  name: "git",
  steps: ["plan", "deploy", "devops"],
  async look({ run, root }) {
    const expected = "git, and the project in a repository of it";
    const ended = await run("git", "rev-parse", "--short", "HEAD");
    if (ended === undefined) return [{ status: "missing", expected, got: "no git on PATH", remedy: "Install git." }];
    if (ended.code === 0) return [ok(expected, `at ${ended.stdout.trim()}`)];
    return [
      { status: "missing", expected, got: `no commit in ${root}`, remedy: "git clone the project; a copy of its files has no tree." },
    ];
  },
};
