import { Construct } from "constructs";
import { addBranchControl } from "./guard";
import type { Member } from "./people";
import type { Project } from "./project";
import type { Approver, ReleaseChecks } from "./release-checks";
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
  /** What the checks are called: `Tier high`. */
  readonly title: string;
  readonly checks: ReleaseChecks;
  /** What who approves is asked to do. */
  readonly instructions: string;
  readonly approvers: Readonly<Record<Approver, readonly Pick<Member, "id">[]>>;
  readonly hours: BusinessHours;
}

/**
 * Minutes that a deployment waits for a person, and after that for its hours: a week, so that one asked for on a Thursday evening, which
 * goes ahead on Monday, is not lost.
 */
const WAITS_MINUTES = 7 * 24 * 60;

/** An environment of Azure DevOps, with what stands before a deployment to it. */
export class GuardedEnvironment extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: GuardedEnvironmentProps) {
    super(scope, id);
    const { project, name, description, title, instructions, hours } = props;
    const environment = new DevopsResource(this, "Resource", "azuredevops_environment", { project_id: project.id, name, description });
    this.id = environment.id;
    const target = { project_id: project.id, target_resource_id: this.id, target_resource_type: "environment" } as const;
    const { approvers, isOneEnough = false, days } = props.checks;
    const asked = [...new Set(approvers.flatMap((who) => props.approvers[who].map((member) => member.id)))];
    addBranchControl(this, "Branches", target);
    new DevopsResource(this, "Lock", "azuredevops_check_exclusive_lock", target);
    if (asked.length > 0)
      new DevopsResource(this, "Approval", "azuredevops_check_approval", {
        ...target,
        approvers: asked,
        ...(asked.length > 1 && { minimum_required_approvers: isOneEnough ? 1 : asked.length }),
        requester_can_approve: false,
        instructions: `${title}: ${instructions}`,
        timeout: WAITS_MINUTES,
      });
    if (days.length > 0)
      new DevopsResource(this, "Hours", "azuredevops_check_business_hours", {
        ...target,
        display_name: title,
        time_zone: hours.timeZone,
        start_time: hours.start,
        end_time: hours.end,
        timeout: WAITS_MINUTES,
        ...(Object.fromEntries(WEEKDAYS.map((day) => [day, days.includes(day)])) as Record<Weekday, boolean>),
      });
  }
}
