import type { Frozen } from "./frozen";

/** What a person reads when addresses of what holds data are not as committed; undefined where they are. */
export function statefulProblem({ gone, added }: Frozen): string | undefined {
  if (gone.length > 0)
    return [
      "Terraform would destroy these, with what they hold, and make empty ones under their new address:",
      ...gone.map((line) => `  ${line}`),
      'If it is a rename, keep the state: call moveFromId("<old address>") on the resource, which writes a `moved` block.',
      "If the data shall go, say so where it is reviewed. Then run `npm run test:update` and commit the file.",
    ].join("\n");
  if (added.length > 0)
    return ["New, and not yet in the file:", ...added.map((line) => `  ${line}`), "Run `npm run test:update` and commit it."].join("\n");
  return undefined;
}
