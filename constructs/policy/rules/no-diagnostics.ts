import type { Element, PolicyRule } from "../rule";
import { isMade, isOneOf, valueAt, valuesAt } from "../setting";
import { LOGGED } from "../types";

/** How a diagnostic setting says what it watches and which logs it sends: azurerm's, and Azure's own. */
const SETTINGS = [
  { type: "azurerm_monitor_diagnostic_setting", target: "target_resource_id", logs: "enabled_log", names: ["category", "category_group"] },
  {
    type: "Microsoft.Insights/diagnosticSettings",
    target: "parent_id",
    logs: "body.properties.logs",
    names: ["category", "categoryGroup"],
  },
] as const;

/** The logs that a setting sends; undefined where it does not watch the element. */
function logsOf(setting: Element, of: Element): readonly unknown[] | undefined {
  const form = SETTINGS.find(({ type }) => isOneOf(setting, [type]));
  if (form === undefined || !String(valueAt(setting, form.target)).includes(`\${${of.address}.id}`)) return undefined;
  return valuesAt(setting.attributes, form.logs.split("."))
    .filter((log) => valuesAt(log, ["enabled"])[0] !== false)
    .flatMap((log) => form.names.flatMap((name) => valuesAt(log, [name])))
    .filter((name) => name !== "");
}

export const noDiagnostics: PolicyRule = {
  id: "no-diagnostics",
  what: "a diagnostic setting that logs who did what",
  why: "What happened to data that nobody logged cannot be found out afterwards.",
  remedy: "Add Diagnostics (constructs/monitoring/diagnostics) with this resource as its target, in the same stack.",
  check: (element, { elements }) => {
    if (!isMade(element) || !isOneOf(element, LOGGED)) return [];
    const settings = elements.flatMap((other) => {
      const logs = logsOf(other, element);
      return logs === undefined ? [] : [logs];
    });
    if (settings.length === 0) return ["none in this stack"];
    return settings.some((logs) => logs.length > 0) ? [] : ["one that names no category and no group of logs"];
  },
};
