import type { Command } from "commander";
import { addAudit } from "./audit";
import { addBuild } from "./build";
import { addCost } from "./cost";
import { addDashboard } from "./dashboard";
import { addDeploy } from "./deploy";
import { addFeedback } from "./feedback";
import { addModels } from "./models";
import { addMonitor } from "./monitor";
import { addPlanReview } from "./plan-review";
import { addPlanVerify } from "./plan-verify";
import { addPolicies } from "./policies";
import { addPostComment } from "./post-comment";
import { addPrivacy } from "./privacy";
import { addPublish } from "./publish";
import { addRelease } from "./release";
import { addReport } from "./report";
import { addRetire } from "./retire";
import { addRetrain } from "./retrain";
import { addRun } from "./run";
import { addRuns } from "./runs";
import { addScore } from "./score";
import { addServe } from "./serve";
import { addStart } from "./start";
import { addStep } from "./step";
import { addValidate } from "./validate";

/** The commands in the order in which `mlops --help` lists them. */
export const COMMANDS: readonly ((program: Command) => void)[] = [
  addStart,
  addRun,
  addStep,
  addValidate,
  addModels,
  addRuns,
  addServe,
  addScore,
  addRelease,
  addMonitor,
  addRetrain,
  addRetire,
  addAudit,
  addReport,
  addBuild,
  addPublish,
  addFeedback,
  addPrivacy,
  addPlanReview,
  addPlanVerify,
  addDeploy,
  addPostComment,
  addPolicies,
  addDashboard,
  addCost,
];
