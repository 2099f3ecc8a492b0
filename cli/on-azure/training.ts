import type { AzureMlJobs } from "../../model-code/adapters/azure-ml/jobs";
import { azureMlJobs } from "../../model-code/adapters/azure-ml/jobs";
import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { azureMlTraining } from "../../model-code/hosts/control/azure-ml-training";
import { readControlConfig } from "../../model-code/hosts/control/settings";
import type { Training } from "../../model-code/hosts/control/training";
import { type Az, AzFailed } from "../publish/az";
import type { AzureEnvironment } from "./environment";

const RESOURCE_MANAGER = "https://management.azure.com/.default";

/** What the Functions app is told of, as `control` reads it: nothing in it is secret. */
async function settingsOf({ subscription, control }: AzureEnvironment, az: Az): Promise<Readonly<Record<string, string>>> {
  const { name, resourceGroup } = control;
  const app = ["--name", name, "--resource-group", resourceGroup, "--subscription", subscription];
  const args = ["functionapp", "config", "appsettings", "list", ...app, "--output", "json"];
  const answer = await az(...args);
  if (answer.code !== 0) throw new AzFailed(args, answer);
  const listed = JSON.parse(answer.stdout) as readonly { readonly name: string; readonly value: string }[];
  return Object.fromEntries(listed.map((s) => [s.name, s.value]));
}

/**
 * The training of an environment as its `control` starts it: the same job of Azure ML, from the same definition.
 * @param az reads that definition from control's settings
 * @throws AzFailed, BadInput if they are not control's
 */
export async function azureTraining(
  place: AzureEnvironment,
  environment: BlobStore,
  az: Az,
  jobsOf: (workspaceId: string) => AzureMlJobs = entraJobs,
): Promise<Training> {
  const { workspaceId, trainingJobs } = readControlConfig(await settingsOf(place, az));
  return azureMlTraining(jobsOf(workspaceId), trainingJobs, environment, () => new Date());
}

function entraJobs(workspaceId: string): AzureMlJobs {
  const token = async () => {
    const { DefaultAzureCredential } = await import("@azure/identity");
    return (await new DefaultAzureCredential().getToken(RESOURCE_MANAGER)).token;
  };
  return azureMlJobs({ workspaceId, token });
}
