import { BadInput, type Problem } from "../../model-code/core/problem";

/** Which pull request a job runs for, and what it may act by. */
export interface PullRequest {
  /** `https://dev.azure.com/<organization>/<project>/_apis/git/repositories/<id>/pullRequests/<number>`, without a slash at its end. */
  readonly url: string;
  readonly token: string;
}

/** Variables that Azure Pipelines sets in a job of a pull request, and what to do where one is missing. */
const VARIABLES = {
  SYSTEM_ACCESSTOKEN: "Map it in the step: `env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }`.",
  SYSTEM_COLLECTIONURI: "Run it in a job of Azure Pipelines.",
  SYSTEM_TEAMPROJECTID: "Run it in a job of Azure Pipelines.",
  BUILD_REPOSITORY_ID: "Run it in a job of Azure Pipelines.",
  SYSTEM_PULLREQUEST_PULLREQUESTID: "Run it in a pipeline that a branch policy starts for a pull request.",
} as const;

/** What a variable holds whose macro nobody replaced: `$(System.AccessToken)`. */
const isSet = (value: string | undefined): value is string => value !== undefined && value !== "" && !/^\$\(.*\)$/.test(value);

/**
 * Reads the job's variables.
 * @throws BadInput with every one that is missing or odd; never with the token
 * @see https://learn.microsoft.com/azure/devops/pipelines/build/variables
 */
export function pullRequestOf(variables: Readonly<Record<string, string | undefined>>): PullRequest {
  const missing = Object.entries(VARIABLES)
    .filter(([name]) => !isSet(variables[name]))
    .map(([name, remedy]): Problem => ({ where: name, expected: "a value", got: "none", remedy }));
  if (missing.length > 0) throw new BadInput("variables of the job", missing);
  const value = (name: keyof typeof VARIABLES) => variables[name]!;
  const [collection, number] = [value("SYSTEM_COLLECTIONURI"), value("SYSTEM_PULLREQUEST_PULLREQUESTID")];
  const odd: Problem[] = [];
  const isHttp =
    URL.canParse(collection) && (/^https:/.test(collection) || ["127.0.0.1", "localhost"].includes(new URL(collection).hostname));
  if (!isHttp)
    odd.push({
      where: "SYSTEM_COLLECTIONURI",
      expected: "an https address",
      got: `"${collection}"`,
      remedy: VARIABLES.SYSTEM_COLLECTIONURI,
    });
  if (!/^[1-9]\d*$/.test(number))
    odd.push({
      where: "SYSTEM_PULLREQUEST_PULLREQUESTID",
      expected: "a number",
      got: `"${number}"`,
      remedy: VARIABLES.SYSTEM_PULLREQUEST_PULLREQUESTID,
    });
  if (odd.length > 0) throw new BadInput("variables of the job", odd);
  const [project, repository] = [value("SYSTEM_TEAMPROJECTID"), value("BUILD_REPOSITORY_ID")].map(encodeURIComponent);
  const url = `${collection.replace(/\/+$/, "")}/${project}/_apis/git/repositories/${repository}/pullRequests/${number}`;
  return { url, token: value("SYSTEM_ACCESSTOKEN") };
}
