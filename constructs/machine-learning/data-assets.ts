import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { ML_API_VERSION } from "./api-version";

export interface DataAssetsProps {
  readonly workspaceId: string;
  /** What each holds, by its name in the workspace. */
  readonly assets: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a model's data is listed under. Versions are added by the runs that write the data, one for each content. */
export class DataAssets extends Construct {
  constructor(scope: Construct, id: string, { workspaceId, assets, tags }: DataAssetsProps) {
    super(scope, id);
    for (const [name, description] of Object.entries(assets))
      new AzapiResource(this, name, {
        type: `Microsoft.MachineLearningServices/workspaces/data@${ML_API_VERSION}`,
        name,
        parentId: workspaceId,
        body: { properties: { dataType: "uri_folder", description, tags } },
      });
  }
}
