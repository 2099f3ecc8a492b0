import { type QuotaNeed, quotaOf } from "../../../environments/quota";
import { type Check, environmentOf } from "../check";
import { CouldNotAsk, type Finding, ok } from "../finding";
import { filledIn, scopeOf } from "../subscriptions";

/** Where Azure tells of each kind of quota, in a region. */
const ASKED = {
  compute: { provider: "Microsoft.Compute", version: "2024-07-01" },
  "machine-learning": { provider: "Microsoft.MachineLearningServices", version: "2025-06-01" },
} as const;

/** A quota as Azure tells of it; its name and its type are written in several ways. */
interface Usage {
  readonly id?: string;
  readonly type?: string;
  readonly name: { readonly value?: string; readonly localizedValue?: string };
  readonly currentValue: number;
  /** Below 0: no limit. */
  readonly limit: number;
}

const squeezed = (text: string | undefined): string =>
  (text ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/(cluster)?(dedicated)?vcpus$/, "");

/** `standardDSv5Family`, "Standard DSv5 Family vCPUs" and "Standard DSv5 Family Cluster Dedicated vCPUs" are one name. */
const isOf = ({ family }: QuotaNeed, usage: Usage): boolean =>
  !/\/workspaces\//i.test(usage.id ?? "") &&
  (usage.type?.split("/").at(-2) === family || [usage.name.value, usage.name.localizedValue].some((n) => squeezed(n) === squeezed(family)));

function judged(need: QuotaNeed, usages: readonly Usage[], region: string): Finding {
  const of = `${need.family}${need.kind === "compute" ? "" : " of Azure ML"}`;
  const expected = `${need.vcpus} vCPUs in ${region} for ${need.what}`;
  const usage = usages.find((u) => isOf(need, u));
  if (usage === undefined) return { status: "unknown", of, expected, got: `Azure tells of no such quota in ${region}` };
  const { currentValue, limit } = usage;
  const got = `${limit}, ${currentValue} of them in use`;
  const remedy = `Ask for ${need.vcpus} at https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade (Quotas, ${need.kind === "compute" ? "Compute" : "Machine Learning"}, ${region}), or take a smaller size in the file.`;
  if (limit >= 0 && limit < need.vcpus) return { status: "missing", of, expected, got, remedy };
  if (limit >= 0 && limit - currentValue < need.vcpus)
    return { status: "warning", of, expected: `${expected}, unused but for what this environment has already`, got, remedy };
  return ok(expected, limit < 0 ? "no limit" : got, of);
}

/** Cores of each family of machines, against what the environment's file asks for. */
export const quota: Check = {
  name: "quota",
  steps: ["deploy"],
  async look(about) {
    const environment = environmentOf(about);
    if (environment === undefined) return [];
    const { region } = environment;
    const id = filledIn(environment);
    const needs = quotaOf(environment);
    const kinds = [...new Set(needs.map((n) => n.kind))];
    const found = await Promise.all(
      kinds.map(async (kind): Promise<readonly Finding[]> => {
        const { provider, version } = ASKED[kind];
        const own = needs.filter((n) => n.kind === kind);
        try {
          const path = `${scopeOf(id)}/providers/${provider}/locations/${region}/usages`;
          const usages = await about.azure.list<Usage>(id, path, version);
          return own.map((need) => judged(need, usages, region));
        } catch (error) {
          if (!(error instanceof CouldNotAsk)) throw error;
          return [{ status: "unknown", of: kind, expected: "quotas", got: error.message }];
        }
      }),
    );
    return found.flat();
  },
};
