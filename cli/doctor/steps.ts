/** What somebody is about to do, in the order in which it is done the first time, and the command that does it. */
export const STEPS = {
  run: { title: "a run on this machine", command: () => "npm start" },
  synth: { title: "the stacks as Terraform JSON", command: () => "npm run synth" },
  publish: { title: "images and packages", command: (place?: string) => `npx mlops publish${place === undefined ? "" : ` ${place}`}` },
  plan: { title: "a plan", command: (place?: string) => `npx mlops deploy ${place} --plan-only` },
  deploy: { title: "a deployment", command: (place?: string) => `npx mlops deploy ${place}` },
  devops: { title: "Azure DevOps", command: () => "npx mlops deploy devops" },
} as const satisfies Record<string, { readonly title: string; readonly command: (place?: string) => string }>;

export type StepName = keyof typeof STEPS;
export const STEP_NAMES = Object.keys(STEPS) as StepName[];

/** Steps that are about one place: an environment, or what is shared. */
export const AT_A_PLACE: readonly StepName[] = ["plan", "deploy"];
