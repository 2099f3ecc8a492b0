import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mockedTest } from "./mocked-test";
import type { Stack } from "./stacks";
import { isWithoutProviders, terraform } from "./terraform";

export const CHECKS = ["init", "validate", "test"] as const;

export interface StackResult {
  readonly id: string;
  /** The check that failed; undefined if all passed. */
  readonly failed?: (typeof CHECKS)[number];
  /** True: no provider could be had, so that nothing can be said of the stack. */
  readonly withoutProviders: boolean;
  /** What terraform said of the failure. */
  readonly output: string;
}

/**
 * Puts one stack before the real providers, in a copy: initialized without its backend, validated, and planned with mocked providers.
 * @param work folder of the copy
 * @param cache folder in which terraform keeps providers for the next stack
 */
export async function checkStack(stack: Stack, all: readonly Stack[], work: string, cache: string): Promise<StackResult> {
  const folder = join(work, stack.id);
  cpSync(stack.folder, folder, { recursive: true, filter: (path) => !path.endsWith(".terraform") });
  mkdirSync(join(folder, "tests"), { recursive: true });
  writeFileSync(join(folder, "tests", "mocked.tftest.json"), JSON.stringify(mockedTest(stack, all), undefined, 2));
  const commands = { init: ["init", "-backend=false", "-no-color"], validate: ["validate", "-no-color"], test: ["test", "-no-color"] };
  for (const check of CHECKS) {
    const run = await terraform(folder, commands[check], { TF_PLUGIN_CACHE_DIR: process.env.TF_PLUGIN_CACHE_DIR ?? cache });
    if (run.code !== 0)
      return { id: stack.id, failed: check, withoutProviders: check === "init" && isWithoutProviders(run), output: run.output };
  }
  return { id: stack.id, withoutProviders: false, output: "" };
}
