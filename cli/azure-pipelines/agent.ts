/** Whether this runs in a job of Azure Pipelines. */
export const isInPipeline = (variables: NodeJS.ProcessEnv): boolean => variables.TF_BUILD?.toLowerCase() === "true";

/** What an agent reads as part of its command. */
const ESCAPES: readonly (readonly [string, string])[] = [
  ["%", "%AZP25"],
  ["\r", "%0D"],
  ["\n", "%0A"],
];
const INSIDE: readonly (readonly [string, string])[] = [...ESCAPES, ["]", "%5D"], [";", "%3B"]];
const escaped = (text: string, escapes: readonly (readonly [string, string])[]): string =>
  escapes.reduce((all, [from, to]) => all.replaceAll(from, to), text);

/**
 * A line on standard output by which the agent that runs the job does something.
 * @see https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
function agentCommand(command: string, properties: Readonly<Record<string, string>>, value: string): string {
  const given = Object.entries(properties).map(([name, text]) => `${name}=${escaped(text, INSIDE)};`);
  return `##vso[${command}${given.length === 0 ? "" : ` ${given.join("")}`}]${escaped(value, ESCAPES)}`;
}

/** The steps after this one find programs in a folder before all others. */
export const prependPath = (folder: string): string => agentCommand("task.prependpath", {}, folder);
/** Shows a Markdown file on the page of the run. */
export const showOnRun = (file: string): string => agentCommand("task.uploadsummary", {}, file);
/** Keeps a file with the run, to be had by its type and name. */
export const attachToRun = (type: string, name: string, file: string): string => agentCommand("task.addattachment", { type, name }, file);
/** Lets the conditions of later stages read a value. */
export const setOutput = (variable: string, value: string): string =>
  agentCommand("task.setvariable", { variable, isOutput: "true" }, value);
