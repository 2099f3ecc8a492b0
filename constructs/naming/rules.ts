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
  "user-assigned-identity": dashed("id", 3, 128, "resource-group"),

  "virtual-network": dashed("vnet", 2, 64, "resource-group"),
  "network-security-group": dashed("nsg", 1, 80, "resource-group"),
  "nat-gateway": dashed("ng", 1, 80, "resource-group"),
  "public-ip": dashed("pip", 1, 80, "resource-group"),
  "private-endpoint": dashed("pep", 2, 64, "resource-group"),
  "private-link-scope": dashed("ampls", 1, 255, "resource-group"),
  "scale-set": dashed("vmss", 1, 64, "resource-group"),

  "log-analytics-workspace": dashed("log", 4, 63, "resource-group"),
  "application-insights": dashed("appi", 1, 255, "resource-group"),
  "monitor-workspace": dashed("amw", 4, 44, "resource-group"),
  "data-collection-endpoint": dashed("dce", 3, 44, "resource-group"),
  "data-collection-rule": dashed("dcr", 3, 64, "resource-group"),
  "action-group": dashed("ag", 1, 260, "resource-group"),
  "alert-rule": dashed("alert", 1, 260, "resource-group"),
  budget: dashed("budget", 1, 63, "resource-group"),
  grafana: dashed("amg", 2, 23, "azure"),

  "key-vault": dashed("kv", 3, 24, "azure"),
  "storage-account": plain("st", 3, 24),
  "container-registry": plain("cr", 5, 50),
  "event-grid-topic": dashed("evgt", 3, 50, "resource-group"),
  "event-hubs-namespace": dashed("evhns", 6, 50, "azure"),
  "data-factory": dashed("adf", 3, 63, "azure"),

  "machine-learning-workspace": dashed("mlw", 3, 33, "resource-group"),
  "compute-cluster": dashed("cpu", 3, 16, "parent"),

  "kubernetes-cluster": dashed("aks", 1, 63, "resource-group"),
  "kubernetes-dns-prefix": dashed("aks", 1, 54, "azure"),

  "function-app": dashed("func", 2, 60, "azure"),
  "app-service-plan": dashed("asp", 1, 60, "resource-group"),
} as const satisfies Record<string, NameRule>;

/** Trademarks that no resource with an endpoint may have anywhere in its name; words that only a whole name must not be do not arise. */
const RESERVED = ["microsoft", "windows"] as const;

/**
 * The word for which Azure would refuse a name (`ReservedResourceName`); undefined: none. Dashes do not part it: some types take none.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name
 */
export const reservedWord = (name: string): string | undefined => RESERVED.find((word) => name.replaceAll("-", "").includes(word));

export type NamedType = keyof typeof NAME_RULES;
