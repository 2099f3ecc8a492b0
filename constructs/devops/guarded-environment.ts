import { Construct } from "constructs";
import { addBranchControl } from "./guard";
import type { Member } from "./people";
import type { Project } from "./project";
import { type Approver, CHECKS, type Tier } from "./release-checks";
import { DevopsResource } from "./resource";
import { WEEKDAYS, type Weekday } from "./types/pipelines";

/** When releases go ahead. */
export interface BusinessHours {
  /** Windows' name of a zone. */
  readonly timeZone: string;
  /** `08:00`. */
  readonly start: string;
  readonly end: string;
}

export interface GuardedEnvironmentProps {
  readonly project: Project;
  readonly name: string;
  /** What goes through it. */
  readonly description: string;
  readonly tier: Tier;
  readonly approvers: Readonly<Record<Approver, Pick<Member, "id">>>;
  readonly hours: BusinessHours;
}

/** Minutes that a deployment waits for a person: three days, so that one asked for before a weekend is not lost. */
const WAITS_MINUTES = 3 * 24 * 60;

/** An environment of Azure DevOps, with what stands before a deployment to it by risk tier. */
export class GuardedEnvironment extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: GuardedEnvironmentProps) {
    super(scope, id);
    const { project, name, description, tier, hours } = props;
    const environment = new DevopsResource(this, "Resource", "azuredevops_environment", { project_id: project.id, name, description });
    this.id = environment.id;
    const target = { project_id: project.id, target_resource_id: this.id, target_resource_type: "environment" } as const;
    const { approvers, days } = CHECKS[tier];
    const asked = [...new Set(approvers.map((who) => props.approvers[who].id))];
    addBranchControl(this, "Branches", target);
    new DevopsResource(this, "Lock", "azuredevops_check_exclusive_lock", target);
    if (asked.length > 0)
      new DevopsResource(this, "Approval", "azuredevops_check_approval", {
        ...target,
        approvers: asked,
        ...(asked.length > 1 && { minimum_required_approvers: asked.length }),
        requester_can_approve: false,
        instructions: `Tier ${tier}: read the review that the run links to, and approve what it shows.`,
        timeout: WAITS_MINUTES,
      });
    if (days.length > 0)
      new DevopsResource(this, "Hours", "azuredevops_check_business_hours", {
        ...target,
        display_name: `Tier ${tier}`,
        time_zone: hours.timeZone,
        start_time: hours.start,
        end_time: hours.end,
        timeout: WAITS_MINUTES,
        ...(Object.fromEntries(WEEKDAYS.map((day) => [day, days.includes(day)])) as Record<Weekday, boolean>),
      });
  }
}
