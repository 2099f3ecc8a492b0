import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { ML_API_VERSION } from "./api-version";

export interface LakeDatastoreProps {
  /** Zone of the lake: the container's name, and the datastore's. */
  readonly zone: string;
  readonly workspaceId: string;
  readonly accountName: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

/** A zone of the lake as a datastore that holds no credentials: a job reads it as the identity that it acts as. */
export class LakeDatastore extends Construct {
  constructor(scope: Construct, id: string, props: LakeDatastoreProps) {
    super(scope, id);
    new AzapiResource(this, "Resource", {
      type: `Microsoft.MachineLearningServices/workspaces/datastores@${ML_API_VERSION}`,
      name: props.zone,
      parentId: props.workspaceId,
      body: {
        properties: {
          datastoreType: "AzureDataLakeGen2",
          accountName: props.accountName,
          filesystem: props.zone,
          endpoint: "core.windows.net",
          protocol: "https",
          subscriptionId: props.subscriptionId,
          resourceGroup: props.resourceGroup,
          credentials: { credentialsType: "None" },
          serviceDataAccessAuthIdentity: "None",
        },
      },
    });
  }
}
