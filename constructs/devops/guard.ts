import type { Construct } from "constructs";
import { MAIN } from "./main-branch";
import { DevopsResource } from "./resource";
import type { CheckTarget } from "./types/pipelines";

/** Lets only runs of main through, and only while policies hold that branch. */
export function addBranchControl(scope: Construct, id: string, target: CheckTarget): void {
  new DevopsResource(scope, id, "azuredevops_check_branch_control", {
    ...target,
    display_name: "Main only",
    allowed_branches: MAIN,
    verify_branch_protection: true,
    ignore_unknown_protection_status: false,
  });
}
