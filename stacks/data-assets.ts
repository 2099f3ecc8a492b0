import type { LakeZone } from "../model-code/core/lifecycle/step";

/**
 * The outputs that are listed as data assets of Azure ML, each with what it holds. By training runs alone: to keep what is prepared every
 * day would keep the whole history again each day.
 */
const LISTED = { curated: "Curated rows by source and year", features: "Feature and label tables" } as const satisfies Partial<
  Record<LakeZone, string>
>;

/** The data assets of a model, by their names in the workspace. */
export const dataAssetsOf = (model: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(LISTED).map(([output, title]) => [`${model}-${output}`, title]));

/** A job's command that afterwards lists what it wrote of them; the job is told where by `listingEnvironment`. */
export function listingData(command: string, model: string, outputs: readonly string[]): string {
  const written = Object.keys(LISTED).filter((name) => outputs.includes(name));
  if (written.length === 0) return command;
  return `${command} && node job.js data-assets --model ${model} ${written.map((name) => `--input ${name}=\${{outputs.${name}}}`).join(" ")}`;
}

export const listsData = (outputs: readonly string[]): boolean => outputs.some((name) => name in LISTED);

/** Environment variables of a job that lists data: where the lake and the workspace are, and as whom it speaks. */
export const listingEnvironment = (storeUrl: string, workspaceId: string, clientId: string): Readonly<Record<string, string>> => ({
  MLOPS_STORE: storeUrl,
  MLOPS_ML_WORKSPACE: `https://management.azure.com${workspaceId}`,
  AZURE_CLIENT_ID: clientId,
});
