import { BadInput, type Problem } from "../../model-code/core/problem";
import type { Service } from "../azure-repos/request";

/** The job that runs, as far as it asks Azure DevOps for what earlier runs have left. */
export interface Job {
  /** `https://dev.azure.com/<organization>/<project>/_apis`. */
  readonly service: Service;
  /** Where an attachment's address may lead: the token is for this alone. */
  readonly collection: string;
  readonly repository: string;
  /** Id of the pipeline. */
  readonly pipeline: string;
  readonly commit: string;
}

const INSIDE = "Run it in a job of Azure Pipelines.";
/** Variables that Azure Pipelines sets, and what to do where one is missing. */
const VARIABLES = {
  SYSTEM_ACCESSTOKEN: "Map it in the step: `env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }`.",
  SYSTEM_COLLECTIONURI: INSIDE,
  SYSTEM_TEAMPROJECTID: INSIDE,
  BUILD_REPOSITORY_ID: INSIDE,
  SYSTEM_DEFINITIONID: INSIDE,
  BUILD_SOURCEVERSION: INSIDE,
} as const;

/**
 * Reads the job's variables.
 * @throws BadInput with every one that is missing; never with the token
 * @see https://learn.microsoft.com/azure/devops/pipelines/build/variables
 */
export function jobOf(variables: NodeJS.ProcessEnv): Job {
  // a macro that nobody replaced is no value
  const isSet = (value: string | undefined) => value !== undefined && value !== "" && !/^\$\(.*\)$/.test(value);
  const problems = Object.entries(VARIABLES)
    .filter(([name]) => !isSet(variables[name]))
    .map(([where, remedy]): Problem => ({ where, expected: "a value", got: "none", remedy }));
  if (problems.length > 0) throw new BadInput("variables of the job", problems);
  const value = (name: keyof typeof VARIABLES) => variables[name]!;
  const collection = value("SYSTEM_COLLECTIONURI").replace(/\/+$/, "");
  const isSafe =
    URL.canParse(collection) && (/^https:/.test(collection) || ["127.0.0.1", "localhost"].includes(new URL(collection).hostname));
  if (!isSafe)
    throw new BadInput("variables of the job", [
      { where: "SYSTEM_COLLECTIONURI", expected: "an https address", got: `"${collection}"`, remedy: INSIDE },
    ]);
  return {
    service: { url: `${collection}/${encodeURIComponent(value("SYSTEM_TEAMPROJECTID"))}/_apis`, token: value("SYSTEM_ACCESSTOKEN") },
    collection,
    repository: value("BUILD_REPOSITORY_ID"),
    pipeline: value("SYSTEM_DEFINITIONID"),
    commit: value("BUILD_SOURCEVERSION"),
  };
}
