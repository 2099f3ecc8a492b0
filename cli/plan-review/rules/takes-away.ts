import { isWall, missingWithout } from "../dangers/guards";
import { changes, less, off, row, type Setting, told } from "../dangers/setting";
import { isProtected } from "../surroundings";
import { losesData } from "./loses-data";
import { becauseOf, each, type RiskRule } from "./rule";

/** What is there still, but does no more, or less, of what others wait for. */
const STOPS: readonly Setting[] = [
  row(/^azurerm_data_factory_trigger_/, "activated", off, "it starts nothing any more"),
  row(
    /^azurerm_eventgrid_.*subscription$/,
    "included_event_types|subject_begins_with|subject_ends_with|queue_name|advanced_filter.string_in.values",
    changes,
    "events may be missed",
  ),
  row(
    /^azurerm_eventgrid_.*subscription$/,
    "event_time_to_live|max_delivery_attempts|queue_message_time_to_live_in_seconds",
    less,
    "events may be missed",
  ),
  row(/^azuredevops_build_definition$/, "ci_trigger.use_yaml", off, "it runs no longer by itself"),
];

export const takesAway: RiskRule = {
  id: "takes-away",
  title: "Something is taken away",
  why: "Whatever uses it fails while it is gone, and what is made anew has another id, which roles and references may not follow.",
  check: each("low", (change, surroundings) => {
    const { action } = change;
    const stops = told(STOPS, change, "medium");
    if (stops.length > 0) return stops;
    if (action !== "delete" && action !== "replace" && action !== "forget") return [];
    if (losesData.check([change], surroundings).length > 0) return [];
    // what protected is told of as that
    if (action !== "forget" && missingWithout(change) !== undefined) return [];
    if (action === "delete" && isWall(change)) return [];
    const what = {
      delete: "is destroyed",
      replace: `is destroyed and made anew${becauseOf(change)}`,
      forget: "is left as it is, but no longer managed: no later plan tells of it",
    }[action];
    return [{ what, level: isProtected(surroundings, change.stack) ? "medium" : "low" }];
  }),
};
