import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../model-code/hosts/job-events";
import { WrongUse } from "../wrong-use";
import { CHECKS, checkStack } from "./check-stack";
import { EXIT_WITHOUT_PROVIDERS, onStacks, runCommand, stacksCommand } from "./command";
import type { Stack } from "./stacks";
import { reasonOf, WITHOUT_PROVIDERS } from "./terraform";

async function testProviders(all: readonly Stack[], only: string, work: string): Promise<number> {
  const stacks = all.filter((s) => s.id.startsWith(only));
  if (stacks.length === 0)
    throw new WrongUse(`--only: expected the beginning of one of ${all.map((s) => s.id).join(", ")}, got "${only}".`);
  const cache = join(work, "plugins");
  mkdirSync(cache);
  let failed = 0;
  for (const stack of stacks) {
    const result = await checkStack(stack, all, join(work, "copies"), cache);
    if (result.withoutProviders) {
      console.error([reasonOf(result.output), WITHOUT_PROVIDERS].join("\n"));
      return EXIT_WITHOUT_PROVIDERS;
    }
    if (result.failed === undefined) console.log(`✓ ${result.id}: ${CHECKS.join(", ")}`);
    else {
      failed++;
      console.log([`✗ ${result.id}: ${result.failed}`, ...result.output.trim().split("\n")].join("\n    "));
    }
  }
  console.log(`${stacks.length} stacks, ${failed} failed`);
  return failed === 0 ? EXIT.done : EXIT.failed;
}

runCommand(
  stacksCommand("test:providers", "Put every stack before the real providers: init without backend, validate, and a plan with mocks.")
    .option("--only <stack>", "only stacks whose name begins so", "")
    .action((options: { out?: string; only: string }) => onStacks(options.out, (all, work) => testProviders(all, options.only, work))),
);
