import { archiveDataAsset, dataVersion } from "../../adapters/azure-ml/data-assets";
import type { Credential } from "../../adapters/log-analytics/subject-rows";
import { STEPS } from "../../core/lifecycle/steps";
import { BadInput } from "../../core/problem";
import type { HeldFolder } from "./lake-folders";

const ARM = "https://management.azure.com";
const WORKSPACE =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/?#]+\/providers\/Microsoft\.MachineLearningServices\/workspaces\/[^/?#]+$/i;

type Folder = Pick<HeldFolder, "zone" | "name" | "digest">;

/** Takes the data assets of folders out of their lists, before the folders go. */
export type Unlister = (folders: readonly Folder[]) => Promise<void>;

const ASSET_ZONES: readonly string[] = ["curated", "features"];
const OUTPUTS: ReadonlySet<string> = new Set(STEPS.flatMap((s) => s.outputs.map((o) => o.name)));

/** Whether a run on Azure kept the folder, `<zone>/<model>/<sha256>/`; on this machine the name is the output's. */
export const mayBeListed = ({ zone, name, digest }: Folder): boolean =>
  digest !== undefined && ASSET_ZONES.includes(zone) && !OUTPUTS.has(name);

/** The data asset and the version of a folder, `churn-curated:0123456789abcdef0123`. */
export const versionOf = ({ zone, name, digest = "" }: Folder): string => `${name}-${zone}:${dataVersion(digest)}`;

/**
 * @param workspace ARM id
 * @throws BadInput for what is no workspace's id
 */
export function unlister(workspace: string, credential: Credential, management: string = ARM): Unlister {
  if (!WORKSPACE.test(workspace))
    throw new BadInput("the Azure ML workspace", [
      {
        where: "--ml",
        expected: "an ARM id, /subscriptions/…/providers/Microsoft.MachineLearningServices/workspaces/<name>",
        got: `"${workspace}"`,
        remedy: "`az ml workspace show --query id` gives it.",
      },
    ]);
  const token = async () => {
    const given = await credential.getToken(`${ARM}/.default`);
    if (given === null) throw new Error("no token of Azure Resource Manager: sign in with `az login`");
    return given.token;
  };
  return async (folders) => {
    for (const folder of folders.filter(mayBeListed)) {
      const [name, version] = versionOf(folder).split(":") as [string, string];
      await archiveDataAsset({ workspaceUrl: `${management}${workspace}`, token }, { name, version });
    }
  };
}
