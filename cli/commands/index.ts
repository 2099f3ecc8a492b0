import type { Command } from "commander";
import { addBuild } from "./build";
import { addModels } from "./models";
import { addPolicies } from "./policies";
import { addPrivacy } from "./privacy";
import { addReport } from "./report";
import { addRun } from "./run";
import { addRuns } from "./runs";
import { addScore } from "./score";
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
  addScore,
  addReport,
  addBuild,
  addPrivacy,
  addPolicies,
];
