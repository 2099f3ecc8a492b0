import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workTree } from "../../../cli/plan-review/git-tree";

const folder = mkdtempSync(join(tmpdir(), "git-tree-"));
afterAll(() => rmSync(folder, { recursive: true }));
const git = (...args: readonly string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { encoding: "utf8" }).trim();

test("the tree is that of the tracked files as they are on disk, from any folder of the checkout, and the repository is left as it is", () => {
  const file = join(folder, "code.txt");
  /** Another content of the same length, by its times written when the file was last looked at. */
  const write = (text: string) => {
    writeFileSync(file, text);
    utimesSync(file, 1_700_000_000, 1_700_000_000);
  };
  git("init", "-q");
  // nor by the time of its inode, which nobody can set
  git("config", "core.trustctime", "false");
  mkdirSync(join(folder, "below"));
  writeFileSync(join(folder, "below/more.txt"), "more\n");
  write("one\n");
  git("add", "-A");
  git("commit", "-qm", "first");
  utimesSync(join(folder, ".git/index"), 1_700_000_000, 1_700_000_000);
  const first = git("rev-parse", "HEAD^{tree}");
  writeFileSync(join(folder, "untracked.txt"), "x");
  expect(workTree(folder)).toBe(first);

  write("two\n");
  const second = workTree(folder);
  expect(workTree(join(folder, "below"))).toBe(second);
  expect(git("diff", "--cached", "--stat")).toBe("");
  git("commit", "-qam", "second");
  expect(git("rev-parse", "HEAD^{tree}")).toBe(second);
  expect(second).not.toBe(first);
});
