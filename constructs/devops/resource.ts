import { Fn, TerraformDataSource, type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { AZUREDEVOPS_VERSION } from "./provider";
import type { LookedUpTypes, PeopleTypes } from "./types/people";
import type { PipelineTypes } from "./types/pipelines";
import type { ProjectTypes } from "./types/project";

/** Every type of the provider that the platform makes; there are no prebuilt bindings. */
interface DevopsTypes extends ProjectTypes, PipelineTypes, PeopleTypes {}

const generator = { providerName: "azuredevops", providerVersion: AZUREDEVOPS_VERSION };

/** One resource of Azure DevOps; its arguments are written as the provider names them, blocks as lists. */
export class DevopsResource<T extends keyof DevopsTypes> extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    type: T,
    private readonly takes: DevopsTypes[T]["takes"],
    meta: Pick<TerraformMetaArguments, "dependsOn" | "lifecycle"> = {},
  ) {
    super(scope, id, { terraformResourceType: type, terraformGeneratorMetadata: generator, ...meta });
  }

  get(what: DevopsTypes[T]["gives"]): string {
    return this.getStringAttribute(what);
  }

  get id(): string {
    return this.getStringAttribute("id");
  }

  /** The id as the number that it is, for arguments that take no text. */
  get number(): number {
    return Fn.tonumber(this.id);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.takes };
  }
}

/** Something of Azure DevOps that is there, and that others manage. */
export class DevopsData<T extends keyof LookedUpTypes> extends TerraformDataSource {
  constructor(
    scope: Construct,
    id: string,
    type: T,
    private readonly takes: LookedUpTypes[T]["takes"],
  ) {
    super(scope, id, { terraformResourceType: type, terraformGeneratorMetadata: generator });
  }

  get(what: LookedUpTypes[T]["gives"]): string {
    return this.getStringAttribute(what);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.takes };
  }
}
