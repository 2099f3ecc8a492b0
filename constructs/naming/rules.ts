/** What Azure accepts as the name of one kind of resource. */
export interface NameRule {
  /** First part of every name, after Microsoft's list of abbreviations. */
  readonly abbreviation: string;
  readonly minLength: number;
  readonly maxLength: number;
  /** What joins the parts; empty where the type takes no dash. */
  readonly separator: "-" | "";
  readonly pattern: RegExp;
  /** Where a name must be the only one; a name unique on all of Azure carries a hash. */
  readonly unique: "azure" | "resource-group" | "parent";
}

/** No dash at either end and no two in a row: what every dashed type here accepts. */
const DASHED = /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/;
const PLAIN = /^[a-z][a-z0-9]+$/;

const dashed = (abbreviation: string, minLength: number, maxLength: number, unique: NameRule["unique"]): NameRule => ({
  abbreviation,
  minLength,
  maxLength,
  separator: "-",
  pattern: DASHED,
  unique,
});

const plain = (abbreviation: string, minLength: number, maxLength: number): NameRule => ({
  abbreviation,
  minLength,
  maxLength,
  separator: "",
  pattern: PLAIN,
  unique: "azure",
});

/**
 * Azure's naming rules by type, kept to the lower-case letters, digits and single dashes that each of them accepts.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export const NAME_RULES = {
  "resource-group": dashed("rg", 1, 90, "parent"),
  "log-analytics-workspace": dashed("log", 4, 63, "resource-group"),
  "application-insights": dashed("appi", 1, 255, "resource-group"),
  "action-group": dashed("ag", 1, 260, "resource-group"),
  "alert-rule": dashed("alert", 1, 260, "resource-group"),
  "key-vault": dashed("kv", 3, 24, "azure"),
  "storage-account": plain("st", 3, 24),
  "container-registry": plain("cr", 5, 50),
  "data-factory": dashed("adf", 3, 63, "azure"),
  "machine-learning-workspace": dashed("mlw", 3, 33, "resource-group"),
  "compute-cluster": dashed("cpu", 3, 16, "parent"),
  "user-assigned-identity": dashed("id", 3, 128, "resource-group"),
  "kubernetes-cluster": dashed("aks", 1, 63, "resource-group"),
  "kubernetes-dns-prefix": dashed("aks", 1, 54, "azure"),
} as const satisfies Record<string, NameRule>;

export type NamedType = keyof typeof NAME_RULES;
