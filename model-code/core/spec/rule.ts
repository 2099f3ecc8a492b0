const RULE = /^\s*([a-z_][a-z0-9_]*)\s*(<=|<|>=|>|==|!=)\s*([a-z_][a-z0-9_]*|-?[0-9.]+)\s*$/;

/** The two sides of a contract's rule, `low <= open`; the right one is a column or a number. */
export function parseRule(rule: string): { readonly left: string; readonly operator: string; readonly right: string | number } {
  const [, left = "", operator = "", right = ""] = RULE.exec(rule) ?? [];
  return { left, operator, right: /^-?[0-9.]+$/.test(right) ? Number(right) : right };
}
