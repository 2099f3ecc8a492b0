import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Factory } from "./factory";
import { LinkedService } from "./linked-service";
import { ManagedEndpoint } from "./managed-endpoint";
import { AzureRuntime, SelfHostedRuntime } from "./runtime";

export interface ConnectionsProps {
  readonly factory: Factory;
  readonly location: string;
  readonly lake: { readonly id: string; readonly name: string };
  /**
   * What else changes the lake's account, and must be through with it before an endpoint is asked for.
   * @default - nothing
   */
  readonly lakeReached?: readonly ITerraformDependable[];
  readonly vault: { readonly id: string; readonly uri: string };
  /** Whether the lake and the vault are reached by private endpoints only. */
  readonly managedNetwork: boolean;
  /** Whether there is also a runtime for machines of one's own. */
  readonly selfHosted: boolean;
}

/** How a factory reaches the environment's lake and vault: machines that copy, private ways where it must be, and linked services. */
export class Connections extends Construct {
  /** Data Factory's names of its linked services. */
  readonly linkedServices: Readonly<Record<"lake" | "lakeBlobs" | "vault", string>>;
  /** Data Factory's names of its runtimes. */
  readonly runtimes: { readonly azure: string; readonly selfHosted?: string };

  constructor(scope: Construct, id: string, props: ConnectionsProps) {
    super(scope, id);
    const { factory, location, managedNetwork, lake, vault } = props;
    // Both are always there, as they cost nothing until used: one that a model's pipelines refer to could not be taken away.
    const runtimes = {
      open: new AzureRuntime(this, "Azure", { factoryId: factory.id, location, managedNetwork: false }),
      managed: new AzureRuntime(this, "AzureManagedNetwork", { factoryId: factory.id, location, managedNetwork: true }),
    };
    const azure = managedNetwork ? runtimes.managed : runtimes.open;
    const selfHosted = props.selfHosted ? new SelfHostedRuntime(this, "SelfHosted", { factoryId: factory.id }) : undefined;
    const linked = {
      factoryId: factory.id,
      credential: factory.credential,
      runtime: azure,
      after: managedNetwork ? this.addEndpoints(props) : [],
    };
    const files = new LinkedService(this, "Lake", {
      ...linked,
      name: "lake",
      description: "The lake, as folders and files.",
      to: { type: "AzureBlobFS", url: `https://${lake.name}.dfs.core.windows.net` },
    });
    const blobs = new LinkedService(this, "LakeBlobs", {
      ...linked,
      name: "lake_blobs",
      description: "The lake, as blobs: for files copied as they are, and for what capture wrote.",
      to: { type: "AzureBlobStorage", serviceEndpoint: `https://${lake.name}.blob.core.windows.net`, accountKind: "StorageV2" },
    });
    const secrets = new LinkedService(this, "Vault", {
      ...linked,
      name: "vault",
      description: "The environment's vault, for what sources outside Azure want.",
      to: { type: "AzureKeyVault", baseUrl: vault.uri },
    });
    this.linkedServices = { lake: files.name, lakeBlobs: blobs.name, vault: secrets.name };
    this.runtimes = { azure: azure.name, ...(selfHosted && { selfHosted: selfHosted.name }) };
  }

  /** One after another where they lead to the same account: Azure refuses two changes of it at a time. */
  private addEndpoints({ factory, lake, lakeReached, vault }: ConnectionsProps): readonly ITerraformDependable[] {
    const toLake = { factory, targetId: lake.id };
    const files = new ManagedEndpoint(this, "LakeFilesEndpoint", {
      ...toLake,
      name: "lake-dfs",
      part: "dfs",
      ...(lakeReached && { after: lakeReached }),
    });
    const blobs = new ManagedEndpoint(this, "LakeBlobsEndpoint", { ...toLake, name: "lake-blob", part: "blob", after: [files.approved] });
    const secrets = new ManagedEndpoint(this, "VaultEndpoint", { name: "vault", factory, targetId: vault.id, part: "vault" });
    return [files, blobs, secrets].map((endpoint) => endpoint.approved);
  }
}
