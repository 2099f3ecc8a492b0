/** What stands for a subscription in an expression, or for nobody knows what. */
const WIDE_EXPRESSION = /azurerm_subscription|azurerm_client_config|subscription_id|"\/subscriptions|\b(var|local|each|count)\./;

/** Whether a scope is a subscription, a management group or everything, in whatever letters; an expression counts by what it names. */
export function isWide(scope: string): boolean {
  const text = scope.trim();
  if (/\/resourceGroups\//i.test(text)) return false;
  const flat = text.replace(/\$\{[^}]*\}/g, "$");
  return (
    /^\/?$/.test(flat) ||
    /^\/subscriptions\/[^/]+\/?$/i.test(flat) ||
    /managementGroups\/|azurerm_management_group/i.test(text) ||
    (/^\$\/?$/.test(flat) && WIDE_EXPRESSION.test(text))
  );
}

/** The scope that an assignment or a definition stands on, of its ARM id. */
export const scopeOfId = (id: string): string => id.replace(/\/providers\/Microsoft\.Authorization\/role\w+\/[^/]*$/i, "");
