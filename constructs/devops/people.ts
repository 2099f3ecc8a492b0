import { Fn, propertyAccess, Token } from "cdktf";
import { Construct } from "constructs";
import type { Project } from "./project";
import { DevopsData, DevopsResource } from "./resource";

/** Groups that every project has. */
export type ProjectGroup = "Readers" | "Contributors" | "Build Administrators" | "Project Administrators";

/** A group or an identity of Azure DevOps. */
export interface Member {
  /** What memberships and permissions name it by. */
  readonly descriptor: string;
  /** What approvals and required reviews name it by. */
  readonly id: string;
}

/**
 * Who works in a project: groups of Entra ID, which bring their people along, and one of the project's own, `Developers`, which may
 * what it is told and no more. Nobody is put into `Contributors`, to which Azure DevOps lets edit pipelines.
 */
export class People extends Construct {
  /** Descriptor. */
  readonly developers: string;
  /** Descriptor of the identity that pipelines call Azure DevOps as. */
  readonly buildService: string;
  private readonly groups = new Map<string, Member>();

  constructor(
    scope: Construct,
    id: string,
    private readonly project: Project,
  ) {
    super(scope, id);
    this.developers = new DevopsResource(this, "Developers", "azuredevops_group", {
      scope: project.id,
      display_name: "Developers",
      description: "Work on the platform and on models: push branches, open pull requests, start pipelines.",
    }).get("descriptor");
    const found = new DevopsData(this, "BuildService", "azuredevops_users", { principal_name: project.id, subject_types: ["svc"] });
    this.buildService = Token.asString(propertyAccess(Fn.one(Token.asList(found.get("users"))), ["descriptor"]));
  }

  /** A group of Entra ID by its object id; the same id is the same group. */
  ofEntra(objectId: string): Member {
    return this.group(`Entra-${objectId}`, { origin_id: objectId });
  }

  /** A group of Entra ID by its mail address; the same address is the same group. */
  ofMail(address: string): Member {
    return this.group(`Mail-${address}`, { mail: address });
  }

  /** The descriptor of a group that the project has had from the start. */
  ofProject(name: ProjectGroup): string {
    const id = name.replace(" ", "");
    const known = this.node.tryFindChild(id);
    const found =
      known instanceof DevopsData ? known : new DevopsData(this, id, "azuredevops_group", { project_id: this.project.id, name });
    return found.get("descriptor");
  }

  /** Puts a group into another; doing so twice is doing it once. */
  join(key: string, group: string, member: string): void {
    if (this.node.tryFindChild(key) !== undefined) return;
    new DevopsResource(this, key, "azuredevops_group_membership", { group, members: [member], mode: "add" });
  }

  private group(key: string, by: { readonly origin_id: string } | { readonly mail: string }): Member {
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const group = new DevopsResource(this, key, "azuredevops_group", by);
    const member = { descriptor: group.get("descriptor"), id: group.get("group_id") };
    this.groups.set(key, member);
    return member;
  }
}
