import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DataAsset, dataVersion, putDataAsset } from "../../adapters/azure-ml/data-assets";
import { connect } from "../../adapters/blob-store/connect";
import { putFolder } from "../../adapters/blob-store/folders";
import type { DataManifest } from "../../core/data/manifest";
import type { LakeZone } from "../../core/lifecycle/step";
import { BadInput, type Problem } from "../../core/problem";
import { parseFolderArguments } from "../folder-arguments";

/** The outputs that are listed as data assets, each with the zone of its name. */
const LISTED = ["curated", "features"] as const satisfies readonly LakeZone[];
type Listed = (typeof LISTED)[number];

export const DATA_USAGE = `node job.js data-assets --model NAME, and --input NAME=DIR for one or more of ${LISTED.join(", ")}`;

const read = <T>(folder: string, file: string): T => JSON.parse(readFileSync(join(folder, file), "utf8")) as T;
const window = (from: string | null, to: string | null) => (from === null || to === null ? {} : { from, to });

/** How many rows of which time, by the document that the step wrote beside them. */
const FACTS: Readonly<Record<Listed, (folder: string) => Readonly<Record<string, string>>>> = {
  curated(folder) {
    const { sources } = read<DataManifest>(folder, "manifest.json");
    const all = Object.values(sources);
    const ends = (of: "from" | "to") => all.flatMap((s) => s[of] ?? []).sort();
    return {
      rows: String(all.reduce((sum, s) => sum + s.rows, 0)),
      ...window(ends("from")[0] ?? null, ends("to").at(-1) ?? null),
      ...Object.fromEntries(Object.entries(sources).map(([name, s]) => [`rows of ${name}`, String(s.rows)])),
    };
  },
  features(folder) {
    const { rows, from, to } = read<{ readonly rows: number; readonly from: string | null; readonly to: string | null }>(
      folder,
      "summary.json",
    );
    return { rows: String(rows), ...window(from, to) };
  },
};

const TITLES: Readonly<Record<Listed, string>> = { curated: "Curated rows by source and year", features: "Feature and label tables" };

interface Places {
  readonly storeUrl: string;
  readonly workspaceUrl: string;
}

/** @throws BadInput if the job was not told where */
function placesOf({ MLOPS_STORE: storeUrl, MLOPS_ML_WORKSPACE: workspaceUrl }: NodeJS.ProcessEnv): Places {
  const problems: Problem[] = [];
  if (!storeUrl)
    problems.push({
      where: "MLOPS_STORE",
      expected: "the lake's address",
      got: "none",
      remedy: "Set it to https://<account>.blob.core.windows.net.",
    });
  if (!workspaceUrl)
    problems.push({
      where: "MLOPS_ML_WORKSPACE",
      expected: "the workspace's address",
      got: "none",
      remedy: "Set it to https://management.azure.com/<ARM id of the workspace>.",
    });
  if (problems.length > 0) throw new BadInput("data-assets", problems);
  return { storeUrl: storeUrl!, workspaceUrl: workspaceUrl! };
}

/**
 * Keeps what a run prepared under its content's hash, `<zone>/<model>/<sha256>/`, and lists it as a version of the model's data asset of
 * the same hash: what a model was trained on is found by name for as long as it is kept. The same content again is the same version.
 * @param env where the lake and the workspace are
 * @param token of Azure Resource Manager
 * @throws BadInput, DataAssetFailed, StoreUnavailable, StoreRefused
 */
export async function registerData(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  token: () => Promise<string>,
  tell: (line: string) => void,
): Promise<void> {
  const inputs = LISTED.filter((name) => argv.some((word) => word.startsWith(`${name}=`)));
  const given = parseFolderArguments(argv, { inputs: inputs.length === 0 ? LISTED : inputs, outputs: [], model: true, usage: DATA_USAGE });
  const { storeUrl, workspaceUrl } = placesOf(env);
  const model = given.model!;
  for (const name of inputs) {
    const folder = given.inputs[name]!;
    const { stored } = await putFolder(connect(storeUrl), name, model, folder);
    const asset: DataAsset = {
      name: `${model}-${name}`,
      version: dataVersion(stored.digest),
      uri: `azureml://datastores/${name}/paths/${model}/${stored.digest}/`,
      description: TITLES[name],
      facts: { sha256: stored.digest, ...FACTS[name](folder) },
      tags: { model },
    };
    await putDataAsset({ workspaceUrl, token }, asset);
    tell(`${asset.name}, version ${asset.version}: ${asset.facts.rows} rows, ${asset.facts.from ?? "no"} to ${asset.facts.to ?? "no day"}`);
  }
}
