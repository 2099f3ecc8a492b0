import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { AZAPI_VERSION } from "./provider";
import type { AzapiRetry } from "./retry";
import { templateBody } from "./template";

/** An identity as azapi writes it beside the body. */
export interface AzapiIdentity {
  readonly type: "SystemAssigned" | "UserAssigned" | "SystemAssigned, UserAssigned";
  readonly identityIds?: readonly string[];
}

export interface AzapiResourceProps extends Pick<TerraformMetaArguments, "dependsOn" | "lifecycle"> {
  /** `Microsoft.X/y@2025-06-01`. */
  readonly type: `Microsoft.${string}/${string}@${string}`;
  readonly name: string;
  /** ARM id of the resource group or of the parent resource. */
  readonly parentId: string;
  /** As Azure's API reads it; `${{…}}` is escaped here, keys are sorted. */
  readonly body: object;
  /**
   * Azure answers some ids in other letters than it was given; true: that is no change.
   * @default false
   */
  readonly ignoreCasing?: boolean;
  /**
   * Query of the request that deletes it.
   * @default - none
   */
  readonly deleteQuery?: Readonly<Record<string, string>>;
  /**
   * Paths in the body which Azure cannot change on a resource that stands: another value there replaces it.
   * @default - everything can be changed
   */
  readonly fixed?: readonly string[];
  /**
   * Whether Azure holds it against roles that its identity has only just been given: it is then asked again while it has not heard of them.
   * @default false
   */
  readonly waitsForRoles?: boolean;
}

/** How Azure says that an identity lacks a role. That who deploys lacks one (`AuthorizationFailed`) is said otherwise, and is final. */
const ROLE_NOT_KNOWN_YET: AzapiRetry = {
  error_message_regex: [
    "(?i)identity .*(does not have|lacks|no) .*(access|permission|role)",
    "AuthorizationPermissionMismatch",
    "(?i)(failed|unable) to access .*(storage|vault|container registry)",
  ],
  interval_seconds: 20,
  max_interval_seconds: 120,
};

/** One resource by Azure's own API, below a parent. Typed wrappers in their capability's folder build the body. */
export class AzapiResource extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly resource: AzapiResourceProps,
  ) {
    super(scope, id, {
      terraformResourceType: "azapi_resource",
      terraformGeneratorMetadata: { providerName: "azapi", providerVersion: AZAPI_VERSION },
      ...(resource.dependsOn && { dependsOn: resource.dependsOn }),
      ...(resource.lifecycle && { lifecycle: resource.lifecycle }),
    });
  }

  get id(): string {
    return this.getStringAttribute("id");
  }

  /** What it is made on, by the name that the bindings of other providers give it. */
  get parentIdInput(): string {
    return this.resource.parentId;
  }

  /** The name as an attribute, so that what refers to it waits for the resource. */
  get name(): string {
    return this.getStringAttribute("name");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { type, name, parentId, body, ignoreCasing, deleteQuery, fixed, waitsForRoles } = this.resource;
    return {
      type,
      name,
      parent_id: parentId,
      body: templateBody(body),
      ignore_casing: ignoreCasing,
      replace_triggers_refs: fixed,
      retry: waitsForRoles ? ROLE_NOT_KNOWN_YET : undefined,
      delete_query_parameters: deleteQuery && Object.fromEntries(Object.entries(deleteQuery).map(([key, value]) => [key, [value]])),
    };
  }
}

export interface AzapiTrackedResourceProps extends AzapiResourceProps {
  readonly location: string;
  readonly identity?: AzapiIdentity;
  /** Beside those that every resource of the stack gets. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A resource that stands in a resource group: it has a region, may have an identity, and takes tags. */
export class AzapiTrackedResource extends AzapiResource {
  private ownTags: Record<string, string> | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly tracked: AzapiTrackedResourceProps,
  ) {
    super(scope, id, tracked);
    if (tracked.tags !== undefined) this.ownTags = { ...tracked.tags };
  }

  get tagsInput(): Record<string, string> | undefined {
    return this.ownTags;
  }

  set tags(tags: Record<string, string>) {
    this.ownTags = tags;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { location, identity } = this.tracked;
    return {
      ...super.synthesizeAttributes(),
      location,
      identity: identity && [{ type: identity.type, identity_ids: identity.identityIds }],
      tags: this.ownTags,
    };
  }
}
