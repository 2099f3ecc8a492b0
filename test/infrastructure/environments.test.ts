import { documentedPlaces } from "../../cli/docs/facts";
import { groupBy } from "../../cli/docs/group-by";
import { frozen } from "../support/frozen";
import { reviewed } from "../support/reviewed";
import type { Resource } from "../support/synth";

/** What a reviewer wants to see change: how large, how many copies, how open, how long kept, who may. */
const KEY_FIELDS = [
  "account_replication_type",
  "public_network_access_enabled",
  "public_network_enabled",
  "private_cluster_enabled",
  "sku",
  "sku_name",
  "sku_tier",
  "zones",
  "zone_redundancy_enabled",
  "capacity",
  "retention_in_days",
  "purge_protection_enabled",
  "immutability_period_in_days",
  "locked",
  "address_prefixes",
  "amount",
] as const;

const isPlain = (value: unknown): boolean => value !== undefined && value !== null && !String(value).includes("${");
const shown = (value: unknown): string => (Array.isArray(value) ? value.join("+") : String(value));

/** What matters of a resource, without its name. */
function matters({ type, attributes }: Resource): string {
  const azapi = type.startsWith("azapi_") ? [String(attributes.type)] : [];
  const fields = KEY_FIELDS.filter((key) => isPlain(attributes[key])).map((key) => `${key}=${shown(attributes[key])}`);
  const kept = (attributes.lifecycle as { readonly prevent_destroy?: boolean } | undefined)?.prevent_destroy === true ? ["kept"] : [];
  return [type, ...azapi, ...fields, ...kept].join(" ");
}

/** A line for all resources of a stack that are alike: what they are, and their names. */
function linesOf(stack: string, resources: readonly Resource[]): readonly string[] {
  const alike = groupBy(resources, matters);
  const names = (group: readonly Resource[]) => group.map((r) => r.address.replace(/^[^.]+\./, "").replace(/_[0-9A-F]{8}$/, "")).sort();
  return [...alike].map(([what, group]) => `${stack} ${what}: ${names(group).join(" ")}`).sort();
}

const platform = reviewed();
const names = ["shared", "devops", ...documentedPlaces().places.environments.map((e) => e.name)];

test.each(names)("%s is as it was reviewed", (name) => {
  const stacks = [...platform.stacks.keys()].filter((id) => id === name || id.startsWith(`${name}-`));
  const lines = stacks.flatMap((id) =>
    linesOf(
      id,
      platform.resources.filter((r) => r.stack === id),
    ),
  );
  const { gone, added } = frozen(`test/infrastructure/frozen/${name}.txt`, `Every resource of ${name}, with what matters of it.`, lines);
  if (gone.length + added.length > 0)
    throw new Error(
      [
        `${name} changes:`,
        ...gone.map((l) => `- ${l.trim()}`),
        ...added.map((l) => `+ ${l.trim()}`),
        "If so it shall be, run `npm run test:update` and commit the file.",
      ].join("\n"),
    );
});
