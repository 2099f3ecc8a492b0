/** What an Azure region offers. */
export interface RegionFacts {
  readonly zones: boolean;
  /** The region that Azure copies data to; some have none. */
  readonly pair?: string;
}

/**
 * Azure's public regions, by the name that the management API takes.
 * @see https://learn.microsoft.com/azure/reliability/regions-list
 */
export const REGIONS = {
  australiacentral: { zones: false },
  australiaeast: { zones: true, pair: "australiasoutheast" },
  australiasoutheast: { zones: false, pair: "australiaeast" },
  austriaeast: { zones: true },
  belgiumcentral: { zones: true },
  brazilsouth: { zones: true, pair: "southcentralus" },
  canadacentral: { zones: true, pair: "canadaeast" },
  canadaeast: { zones: false, pair: "canadacentral" },
  centralindia: { zones: true, pair: "southindia" },
  centralus: { zones: true, pair: "eastus2" },
  chilecentral: { zones: true },
  eastasia: { zones: true, pair: "southeastasia" },
  eastus: { zones: true, pair: "westus" },
  eastus2: { zones: true, pair: "centralus" },
  francecentral: { zones: true, pair: "francesouth" },
  francesouth: { zones: false, pair: "francecentral" },
  germanynorth: { zones: false, pair: "germanywestcentral" },
  germanywestcentral: { zones: true, pair: "germanynorth" },
  indonesiacentral: { zones: true },
  israelcentral: { zones: true },
  italynorth: { zones: true },
  japaneast: { zones: true, pair: "japanwest" },
  japanwest: { zones: true, pair: "japaneast" },
  koreacentral: { zones: true, pair: "koreasouth" },
  koreasouth: { zones: false, pair: "koreacentral" },
  malaysiawest: { zones: true },
  mexicocentral: { zones: true },
  newzealandnorth: { zones: true },
  northcentralus: { zones: false, pair: "southcentralus" },
  northeurope: { zones: true, pair: "westeurope" },
  norwayeast: { zones: true, pair: "norwaywest" },
  norwaywest: { zones: false, pair: "norwayeast" },
  polandcentral: { zones: true },
  qatarcentral: { zones: true },
  southafricanorth: { zones: true, pair: "southafricawest" },
  southafricawest: { zones: false, pair: "southafricanorth" },
  southcentralus: { zones: true, pair: "northcentralus" },
  southeastasia: { zones: true, pair: "eastasia" },
  southindia: { zones: false, pair: "centralindia" },
  spaincentral: { zones: true },
  swedencentral: { zones: true, pair: "swedensouth" },
  swedensouth: { zones: false, pair: "swedencentral" },
  switzerlandnorth: { zones: true, pair: "switzerlandwest" },
  switzerlandwest: { zones: false, pair: "switzerlandnorth" },
  uaecentral: { zones: false, pair: "uaenorth" },
  uaenorth: { zones: true, pair: "uaecentral" },
  uksouth: { zones: true, pair: "ukwest" },
  ukwest: { zones: false, pair: "uksouth" },
  westcentralus: { zones: false, pair: "westus2" },
  westeurope: { zones: true, pair: "northeurope" },
  westindia: { zones: false, pair: "southindia" },
  westus: { zones: false, pair: "eastus" },
  westus2: { zones: true, pair: "westcentralus" },
  westus3: { zones: true, pair: "eastus" },
} as const satisfies Record<string, RegionFacts>;

export type Region = keyof typeof REGIONS;

/** The names, for a schema's enum. */
export const REGION_NAMES = Object.keys(REGIONS) as Region[];

export const regionFacts = (region: Region): RegionFacts => REGIONS[region];
