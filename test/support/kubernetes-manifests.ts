import type { Resource } from "./synth";

/** A Kubernetes object as it goes to the API server. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [part: string]: unknown;
}

/** What Terraform keeps beside the object. */
const NOT_OF_THE_OBJECT = new Set(["//", "depends_on", "lifecycle", "provider", "timeouts", "wait_for_rollout"]);
/** Repeated blocks, which Terraform names in the singular and Kubernetes lists in the plural. */
const LISTS: Readonly<Record<string, string>> = {
  container: "containers",
  metric: "metrics",
  policy: "policies",
  port: "ports",
  topology_spread_constraint: "topologySpreadConstraints",
  volume: "volumes",
  volume_mount: "volumeMounts",
};
/** Blocks that may stand once, but that the provider's bindings repeat. */
const ONCE = new Set(["label_selector", "scale_down", "scale_up"]);
/** Numbers that the provider takes as text: of 64 bits, or that may be a share in percent or a port's name instead. */
const NUMBERS = new Set(["fs_group", "max_surge", "max_unavailable", "port", "run_as_group", "run_as_user"]);

/** What Terraform fills in at apply is some text. */
const applied = (text: string) => text.replace(/\$\{[^}]*\}/g, "applied");
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function field(name: string, value: unknown): readonly [string, unknown] {
  if (Array.isArray(value) && ONCE.has(name)) return [camel(name), translated(value[0])];
  if (Array.isArray(value)) return [LISTS[name] ?? camel(name), value.map(translated)];
  return [camel(name), NUMBERS.has(name) && /^\d+$/.test(String(value)) ? Number(value) : translated(value)];
}

function translated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value === "string") return applied(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, v]) => field(name, v)));
}

/** The object that a typed resource of the Kubernetes provider stands for: the provider's `expand` functions, as far as they are used here. */
export function manifestOf({ attributes }: Resource, { apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): Manifest {
  const own = Object.entries(attributes).filter(([name]) => !NOT_OF_THE_OBJECT.has(name));
  return { apiVersion, kind, ...(translated(Object.fromEntries(own)) as object) };
}

/** The objects that the chart of a release renders: what its values list, and nothing else. */
export function chartObjects({ attributes }: Resource): readonly Manifest[] {
  const [values = "{}"] = attributes.values as readonly string[];
  return (JSON.parse(applied(values)) as { readonly objects: readonly Manifest[] }).objects;
}
