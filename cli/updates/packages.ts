import { execFile } from "node:child_process";
import { ROOT } from "../paths";
import type { Newer } from "./newer";

interface Outdated {
  readonly current?: string;
  readonly wanted: string;
  readonly latest: string;
}

/** npm tells a failure in place of its list. */
const hasFailed = (told: unknown): told is { readonly error: { readonly summary: string } } =>
  typeof (told as { error?: { summary?: unknown } } | null)?.error?.summary === "string";

/**
 * Packages of package.json of which the registry has a newer version, as `npm outdated` tells them.
 * @param env environment variables, PATH among them
 * @throws Error if npm cannot tell
 */
export const newerPackages = (env: NodeJS.ProcessEnv = process.env): Promise<readonly Newer[]> =>
  new Promise((done, fail) => {
    execFile("npm", ["outdated", "--json"], { cwd: ROOT, env, maxBuffer: 1e7 }, (error, stdout, stderr) => {
      // it ends with 1 when there is something to tell
      if (error !== null && error.code !== 1) return fail(new Error(`npm outdated: ${stderr.trim() || error.message}`));
      let told: unknown;
      try {
        told = JSON.parse(stdout.trim() || "{}");
      } catch {
        return fail(new Error(`npm outdated: expected JSON, got ${JSON.stringify(stdout.slice(0, 200))}\n${stderr.trim()}`));
      }
      if (hasFailed(told)) return fail(new Error(`npm outdated: ${told.error.summary}`));
      done(
        Object.entries(told as Readonly<Record<string, Outdated>>)
          .filter(([, { current, wanted, latest }]) => (current ?? wanted) !== latest)
          .map(([name, { current, wanted, latest }]) => ({ kind: "package", name, pinned: current ?? wanted, newest: latest })),
      );
    });
  });
