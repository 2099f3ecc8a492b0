import { KEEPS_DATA } from "../../../constructs/policy/types";
import { deletesSooner } from "../dangers/ageing";
import { isProtected } from "../surroundings";
import { becauseOf, each, isGone, isOf, type RiskRule } from "./rule";

/** What holds others that keep data, or keeps it on their behalf. */
const AROUND =
  /^(azurerm_(resource_group|eventhub|managed_disk|storage_data_lake_gen2_filesystem|storage_queue|storage_table)|kubernetes_(namespace|persistent_volume(_claim)?)(_v1)?)$/;

export const losesData: RiskRule = {
  id: "loses-data",
  title: "Data is lost",
  why: "What it keeps cannot be made again from code; after the apply only a backup or a soft delete can bring it back.",
  check: each("high", (change, surroundings) => {
    const level = isProtected(surroundings, change.stack) ? "critical" : "high";
    const sooner = deletesSooner(change).map(({ what, isSoon }) => ({ what, level: isSoon ? level : "medium" }) as const);
    if (sooner.length > 0) return sooner;
    if (!isGone(change) || change.terraformType === "azapi_update_resource" || change.terraformType === "azapi_resource_action") return [];
    if (!isOf(change, KEEPS_DATA) && !isOf(change, AROUND)) return [];
    const what =
      change.action === "delete"
        ? "is destroyed, with all that it keeps"
        : `is destroyed with all that it keeps, and made anew, empty${becauseOf(change)}`;
    return [{ what, level }];
  }),
};
