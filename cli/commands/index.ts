import type { Command } from "commander";

type Add = (program: Command) => void;

/** The commands in the order in which `mlops --help` lists them, each with what adds it: a file is read only when its command is wanted. */
export const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  start: async () => (await import("./start")).addStart,
  run: async () => (await import("./run")).addRun,
  step: async () => (await import("./step")).addStep,
  doctor: async () => (await import("./doctor")).addDoctor,
  validate: async () => (await import("./validate")).addValidate,
  "new-model": async () => (await import("./new-model")).addNewModel,
  "diff-template": async () => (await import("./diff-template")).addDiffTemplate,
  "upgrade-model": async () => (await import("./upgrade-model")).addUpgradeModel,
  models: async () => (await import("./models")).addModels,
  runs: async () => (await import("./runs")).addRuns,
  serve: async () => (await import("./serve")).addServe,
  score: async () => (await import("./score")).addScore,
  release: async () => (await import("./release")).addRelease,
  monitor: async () => (await import("./monitor")).addMonitor,
  retrain: async () => (await import("./retrain")).addRetrain,
  retire: async () => (await import("./retire")).addRetire,
  audit: async () => (await import("./audit")).addAudit,
  report: async () => (await import("./report")).addReport,
  build: async () => (await import("./build")).addBuild,
  publish: async () => (await import("./publish")).addPublish,
  "deploy-apps": async () => (await import("./deploy-apps")).addDeployApps,
  "deploy-dashboards": async () => (await import("./deploy-dashboards")).addDeployDashboards,
  feedback: async () => (await import("./feedback")).addFeedback,
  privacy: async () => (await import("./privacy")).addPrivacy,
  "plan-review": async () => (await import("./plan-review")).addPlanReview,
  "plan-verify": async () => (await import("./plan-verify")).addPlanVerify,
  deploy: async () => (await import("./deploy")).addDeploy,
  smoke: async () => (await import("./smoke")).addSmoke,
  updates: async () => (await import("./updates")).addUpdates,
  tools: async () => (await import("./tools")).addTools,
  "keep-review": async () => (await import("./keep-review")).addKeepReview,
  "fetch-review": async () => (await import("./fetch-review")).addFetchReview,
  "post-comment": async () => (await import("./post-comment")).addPostComment,
  policies: async () => (await import("./policies")).addPolicies,
  dashboard: async () => (await import("./dashboard")).addDashboard,
  cost: async () => (await import("./cost")).addCost,
};

/** Adds the command that the arguments name; all of them where they name none: for the help, and to say which there are. */
export async function addCommands(program: Command, args: readonly string[]): Promise<void> {
  const name = args.find((arg) => !arg.startsWith("-"));
  const named = Object.entries(COMMANDS).filter(([command]) => command === name);
  for (const [, load] of named.length > 0 ? named : Object.entries(COMMANDS)) (await load())(program);
}
