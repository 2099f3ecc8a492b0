import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { ML_API_VERSION } from "./api-version";

export interface PackageDatastoreProps {
  readonly workspaceId: string;
  readonly account: string;
  readonly container: string;
}

/** The datastore's name. */
export const PACKAGE_DATASTORE = "packages";

/** The package store as a datastore that holds no credentials: a job reads it as the identity that it acts as. */
export class PackageDatastore extends Construct {
  constructor(scope: Construct, id: string, { workspaceId, account, container }: PackageDatastoreProps) {
    super(scope, id);
    new AzapiResource(this, "Resource", {
      type: `Microsoft.MachineLearningServices/workspaces/datastores@${ML_API_VERSION}`,
      name: PACKAGE_DATASTORE,
      parentId: workspaceId,
      body: {
        properties: {
          datastoreType: "AzureBlob",
          accountName: account,
          containerName: container,
          endpoint: "core.windows.net",
          protocol: "https",
          credentials: { credentialsType: "None" },
          serviceDataAccessAuthIdentity: "None",
        },
      },
    });
  }
}
