import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { type Rule, validateProps } from "../validate";
import type { IRuntime } from "./runtime";

/** What a factory reads and writes by identity: Data Factory's type, and its address. */
export type Linked =
  | { readonly type: "AzureBlobFS"; readonly url: string }
  | { readonly type: "AzureBlobStorage"; readonly serviceEndpoint: string; readonly accountKind: "StorageV2" }
  | { readonly type: "AzureKeyVault"; readonly baseUrl: string };

export interface LinkedServiceProps {
  /** Letters, digits and underscores: what datasets and pipelines call it. */
  readonly name: string;
  readonly factoryId: string;
  readonly description: string;
  readonly to: Linked;
  /** Credential of the factory that it acts as. */
  readonly credential: string;
  readonly runtime: IRuntime;
  /** What has to be there before it is of use, such as an approved endpoint. */
  readonly after?: readonly ITerraformDependable[];
}

const rules: readonly Rule<LinkedServiceProps>[] = [
  [(p) => /^[A-Za-z_][A-Za-z0-9_]{0,139}$/.test(p.name), (p) => `name: expected 1 to 140 letters, digits and underscores, got "${p.name}"`],
];

/** How a factory reaches one service: as the identity of data movement, by a runtime, with no secret. By azapi, since azurerm's know no credential. */
export class LinkedService extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: LinkedServiceProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const { type, ...address } = props.to;
    const service = new AzapiResource(this, "Resource", {
      type: "Microsoft.DataFactory/factories/linkedservices@2018-06-01",
      name: props.name,
      parentId: props.factoryId,
      body: {
        properties: {
          type,
          description: props.description,
          connectVia: { type: "IntegrationRuntimeReference", referenceName: props.runtime.name },
          typeProperties: { ...address, credential: { type: "CredentialReference", referenceName: props.credential } },
        },
      },
      ...(props.after && { dependsOn: [...props.after] }),
    });
    this.name = service.name;
  }
}
