import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { type Rule, validateProps } from "../validate";
import type { IRuntime } from "./runtime";

/** A secret where it lies, by Data Factory's name of the vault. Its value stands nowhere else. */
export interface VaultSecret {
  readonly type: "AzureKeyVaultSecret";
  readonly store: { readonly referenceName: string; readonly type: "LinkedServiceReference" };
  readonly secretName: string;
}

export const vaultSecret = (vault: string, secretName: string): VaultSecret => ({
  type: "AzureKeyVaultSecret",
  store: { referenceName: vault, type: "LinkedServiceReference" },
  secretName,
});

interface SqlAddress {
  readonly server: string;
  readonly database: string;
  readonly encrypt: "mandatory";
  readonly trustServerCertificate: false;
}

/** What a factory reads and writes: Data Factory's type, and its address. By identity, or by a secret that lies in the vault. */
export type Linked =
  | { readonly type: "AzureBlobFS"; readonly url: string }
  | { readonly type: "AzureBlobStorage"; readonly serviceEndpoint: string; readonly accountKind: "StorageV2" }
  | { readonly type: "AzureKeyVault"; readonly baseUrl: string }
  | ({ readonly type: "AzureSqlDatabase"; readonly authenticationType: "UserAssignedManagedIdentity" } & SqlAddress)
  | ({
      readonly type: "SqlServer";
      readonly authenticationType: "SQL";
      readonly userName: string;
      readonly password: VaultSecret;
    } & SqlAddress)
  | {
      readonly type: "RestService";
      readonly url: string;
      readonly enableServerCertificateValidation: true;
      readonly authenticationType: "Anonymous";
      readonly authHeaders?: Readonly<Record<string, VaultSecret>>;
    };

export interface LinkedServiceProps {
  /** Letters, digits and underscores: what datasets and pipelines call it. */
  readonly name: string;
  readonly factoryId: string;
  readonly description: string;
  readonly to: Linked;
  /**
   * Credential of the factory that it acts as.
   * @default - none: it knows who asks by a secret, or not at all
   */
  readonly credential?: string;
  readonly runtime: IRuntime;
  /** What has to be there before it is of use, such as an approved endpoint. */
  readonly after?: readonly ITerraformDependable[];
}

const rules: readonly Rule<LinkedServiceProps>[] = [
  [(p) => /^[A-Za-z_][A-Za-z0-9_]{0,139}$/.test(p.name), (p) => `name: expected 1 to 140 letters, digits and underscores, got "${p.name}"`],
];

/** How a factory reaches one service, by a runtime: as an identity, or with a secret of the vault. By azapi, since azurerm's know no credential. */
export class LinkedService extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: LinkedServiceProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const { type, ...address } = props.to;
    const credential = props.credential && { credential: { type: "CredentialReference", referenceName: props.credential } };
    const service = new AzapiResource(this, "Resource", {
      type: "Microsoft.DataFactory/factories/linkedservices@2018-06-01",
      name: props.name,
      parentId: props.factoryId,
      body: {
        properties: {
          type,
          description: props.description,
          connectVia: { type: "IntegrationRuntimeReference", referenceName: props.runtime.name },
          typeProperties: { ...address, ...credential },
        },
      },
      ...(props.after && { dependsOn: [...props.after] }),
    });
    this.name = service.name;
  }
}
