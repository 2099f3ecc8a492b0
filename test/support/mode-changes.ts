import { kindOf } from "../../cli/docs/facts";
import { EFFECTS, type Effect } from "./argument-changes";
import type { Json, Resource, Synthesized } from "./synth";

/** What one resource does when the network mode changes. */
export interface ModeChange {
  readonly before?: Resource;
  readonly after?: Resource;
  /** The environment, or `shared`. */
  readonly place: string;
  /** Its stack, without the environment. */
  readonly stack: string;
  /** Terraform's type, or Azure's where azapi makes it. */
  readonly kind: string;
  readonly effect: "appears" | "disappears" | Effect;
  /** Arguments that have another value, or one that is not known before the apply. */
  readonly paths: readonly string[];
}

type Leaves = ReadonlyMap<string, string>;
type Values = ReadonlyMap<string, { readonly resource: Resource; readonly leaves: Leaves }>;

const addressOf = ({ stack, address }: Resource): string => `${stack}/${address}`;

/** `dev-ml` is the stack `ml` of `dev`; `shared` and `shared-bootstrap` are of `shared`. A model's name is left out. */
function placeOf(stack: string): { readonly place: string; readonly stack: string } {
  const [place = "", ...rest] = stack.split("-");
  return { place, stack: rest.length === 0 ? place : rest.join("-").replace(/^(model|serving)-.*/, "$1-…") };
}

/** Everything that is said of a resource, by path; the only block of its name has no number. Order of making says nothing of it. */
function leavesOf(attributes: Json): ReadonlyMap<string, unknown> {
  const leaves = new Map<string, unknown>();
  const walk = (value: unknown, path: string): void => {
    const isBlocks = Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null);
    if (isBlocks) for (const [i, item] of value.entries()) walk(item, value.length === 1 ? path : `${path}.${i}`);
    else if (typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0)
      for (const [key, item] of Object.entries(value)) walk(item, path === "" ? key : `${path}.${key}`);
    else leaves.set(path, value);
  };
  const { depends_on: _, ...said } = attributes;
  walk(said, "");
  return leaves;
}

const OWN = /\$\{((?:azurerm|azapi|kubernetes)_\w+\.[\w-]+)\.(\w+)\}/g;
const ACROSS = /\$\{data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)\}/g;
/** What is not known before an apply: `dev-ml/azurerm_x.y#id`, or `another stack's, dev-ml/azurerm_x.y#id`. */
const UNKNOWN = /(another stack's, )?([\w-]+\/(?:azurerm|azapi|kubernetes)_\w+\.[\w-]+)#(\w+)/g;

/**
 * All resources by stack and address, with what is said of them. A reference to an argument is its value; one to what only Azure knows
 * names the resource.
 */
export function valuesOf(platform: Synthesized): Values {
  const byAddress = new Map(platform.resources.map((r) => [addressOf(r), r]));
  const resolve = (text: string, stack: string): string =>
    text
      .replace(ACROSS, (_, from: string, output: string) => {
        const { value } = (platform.stack(from).output as Record<string, { readonly value: unknown }>)[output] ?? {};
        return resolve(typeof value === "string" ? value : JSON.stringify(value), from).replace(UNKNOWN, "another stack's, $2#$3");
      })
      .replace(OWN, (_, address: string, argument: string) => {
        const given = byAddress.get(`${stack}/${address}`)?.attributes[argument];
        return typeof given === "string" ? resolve(given, stack) : `${stack}/${address}#${argument}`;
      })
      .replace(
        /(?<![\w/.-])((?:azurerm|azapi)_\w+\.[\w-]+)\.(\w+)/g,
        (_, address: string, argument: string) => `${stack}/${address}#${argument}`,
      );
  return new Map(
    [...byAddress].map(([address, resource]) => [
      address,
      {
        resource,
        leaves: new Map([...leavesOf(resource.attributes)].map(([path, v]) => [path, resolve(JSON.stringify(v), resource.stack)])),
      },
    ]),
  );
}

function effectOf(resource: Resource, paths: readonly string[]): Effect {
  const kind = kindOf(resource.type, resource.attributes);
  const forcing = (resource.attributes.replace_triggers_refs ?? []) as readonly string[];
  const effects = paths.map((path): Effect => {
    const known = EFFECTS[kind]?.[path.replace(/\.\d+(?=\.|$)/g, "")];
    if (resource.type === "azapi_resource" && (path === "name" || path === "parent_id" || path === "location")) return "made anew";
    if (forcing.some((ref) => `${path}.`.startsWith(`body.${ref}.`))) return "made anew";
    if (known === undefined) throw new Error(`${addressOf(resource)}: say in argument-changes.ts what another ${kind} ${path} does.`);
    return known;
  });
  return effects.includes("made anew") ? "made anew" : "in place";
}

/** Paths whose value is not what it was, once others are made anew: these have another principal, another address; their ARM id stays. */
const following = (leaves: Leaves, kind: string, anew: ReadonlySet<string>): readonly string[] =>
  [...leaves].flatMap(([path, text]) =>
    [...text.matchAll(UNKNOWN)].some(
      ([, across, address = "", attribute]) =>
        anew.has(address) && (attribute !== "id" || (across === undefined && EFFECTS[kind]?.[path] === "made anew")),
    )
      ? [path]
      : [],
  );

/** What differs between the same environments in two modes, with what follows from it. */
export function modeChanges(from: Synthesized, to: Synthesized): readonly ModeChange[] {
  const [before, after] = [valuesOf(from), valuesOf(to)];
  const anew = new Set<string>();
  const change = (address: string): ModeChange[] => {
    const [a, b] = [before.get(address), after.get(address)];
    const resource = (b ?? a)!.resource;
    const base = {
      ...placeOf(resource.stack),
      kind: kindOf(resource.type, resource.attributes),
      ...(a && { before: a.resource }),
      ...(b && { after: b.resource }),
    };
    if (!a || !b) return [{ ...base, effect: a ? "disappears" : "appears", paths: [] }];
    const direct = [...new Set([...a.leaves.keys(), ...b.leaves.keys()])].filter((path) => a.leaves.get(path) !== b.leaves.get(path));
    const paths = [...new Set([...direct, ...following(b.leaves, base.kind, anew)])].sort();
    const inCluster = /^(kubernetes_|helm_release$)/.test(resource.type) && [...anew].some((x) => isClusterOf(x, base.place));
    if (inCluster) return [{ ...base, effect: "made anew", paths: [] }];
    return paths.length === 0 ? [] : [{ ...base, effect: effectOf(b.resource, paths), paths }];
  };
  const all = [...new Set([...before.keys(), ...after.keys()])];
  for (;;) {
    const changes = all.flatMap(change);
    const found = changes.filter((c) => c.effect === "made anew").map((c) => addressOf(c.after!));
    if (found.every((address) => anew.has(address))) return changes;
    for (const address of found) anew.add(address);
  }
}

const isClusterOf = (address: string, place: string) => address.startsWith(`${place}-`) && address.includes("/azurerm_kubernetes_cluster.");

/** What is said of a resource in one of two modes only, of all that are in both and are not made anew. */
export function saidInOneModeOnly(from: Synthesized, to: Synthesized): readonly string[] {
  const [before, after] = [valuesOf(from), valuesOf(to)];
  const anew = new Set(modeChanges(from, to).flatMap((c) => (c.effect === "made anew" ? [addressOf(c.after!)] : [])));
  return [...before].flatMap(([address, a]) => {
    const b = after.get(address);
    if (b === undefined || anew.has(address)) return [];
    const lists = [a.leaves, b.leaves];
    const paths = [...new Set(lists.flatMap((l) => [...l.keys()]))].filter((path) => !lists.every((l) => l.has(path)));
    return paths.map((path) => `${address}: ${path}`);
  });
}

/** The changes as rows of a Markdown table, with a column for each place. */
export function modeTable(changes: readonly ModeChange[], places: readonly string[]): string {
  const wordOf = ({ effect, paths }: ModeChange): string => {
    if (effect === "appears" || effect === "disappears") return effect;
    if (effect === "in place") return `changes: ${paths.join(", ")}`;
    return paths.length === 0 ? "**made anew**, in the new cluster" : `**made anew**: ${paths.join(", ")}`;
  };
  const rows = new Map<string, { readonly cells: readonly string[]; readonly count: Map<string, number> }>();
  for (const c of changes) {
    const cells = [c.stack, wordOf(c), c.kind];
    const row = rows.get(cells.join()) ?? { cells, count: new Map() };
    rows.set(cells.join(), row);
    row.count.set(c.place, (row.count.get(c.place) ?? 0) + 1);
  }
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`.replace(/ {2,}/g, " ");
  return [
    line(["stack", "resource", ...places, "from public to private"]),
    line(["---", "---", ...places.map(() => "---"), "---"]),
    ...[...rows.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([
          ,
          {
            cells: [stack = "", word = "", kind = ""],
            count,
          },
        ]) => line([stack, kind, ...places.map((p) => count.get(p) ?? ""), word]),
      ),
  ].join("\n");
}
