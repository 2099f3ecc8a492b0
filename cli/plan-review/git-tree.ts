import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { BadInput } from "../../model-code/core/problem";

/**
 * Hash of the git tree of a checkout's tracked files as they are on disk: that of the commit, unless one was changed. Two commits with
 * equal files have one tree, so that a merge that changes nothing keeps what was reviewed. The repository is left as it is.
 * @throws BadInput if the folder is in no checkout
 */
export function workTree(folder: string): string {
  const scratch = mkdtempSync(join(tmpdir(), "tree-"));
  try {
    const git = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
      execFileSync("git", args, {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        env: { ...process.env, ...env },
      }).trim();
    const [top = "", ...paths] = git(["rev-parse", "--show-toplevel", "--git-path", "index", "--git-path", "objects"]).split("\n");
    const [index = "", objects = ""] = paths.map((path) => resolve(folder, path));
    const own = {
      GIT_INDEX_FILE: join(scratch, "index"),
      GIT_OBJECT_DIRECTORY: join(scratch, "objects"),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
    };
    mkdirSync(own.GIT_OBJECT_DIRECTORY);
    if (existsSync(index)) {
      copyFileSync(index, own.GIT_INDEX_FILE);
      // by its time git tells which files may have changed in the second in which they were last looked at, and looks into those
      const { atime, mtime } = statSync(index);
      utimesSync(own.GIT_INDEX_FILE, atime, mtime);
    }
    git(["-C", top, "add", "-u"], own);
    return git(["write-tree"], own);
  } catch {
    throw new BadInput("source", [
      {
        where: folder,
        expected: "a git checkout",
        got: "none",
        remedy: "Run it where the code is checked out, or name that folder by --source.",
      },
    ]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
