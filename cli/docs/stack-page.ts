import { ROLES, type Role } from "../../constructs/roles/table";
import type { ResourceFact, StackFacts } from "./facts";
import { groupBy } from "./group-by";
import { code, page, table } from "./markdown";

/** A resource and the places in which it stands. */
interface Placed extends ResourceFact {
  readonly places: readonly string[];
}

const GRANT = /^(?:(.*)\/)?Grant-(\w+)-on-(.+)-to-([\w<>-]+)$/;

/** In which places, of those that have the stack. */
export const where = (places: readonly string[], all: readonly string[]): string =>
  places.length === all.length ? "everywhere" : places.join(", ");

/** The resources of all stacks of a kind, each once, in the order in which they are made. */
export function placed(stacks: readonly StackFacts[]): readonly Placed[] {
  const found = new Map<string, { fact: ResourceFact; places: Set<string> }>();
  for (const { place, resources } of stacks)
    for (const fact of resources) {
      const entry = found.get(`${fact.type} ${fact.path}`) ?? { fact, places: new Set() };
      entry.places.add(place);
      found.set(`${fact.type} ${fact.path}`, entry);
    }
  return [...found.values()].map(({ fact, places }) => ({ ...fact, places: [...places] }));
}

/** Paths in one cell; those that differ in one step as one: `Lake/{Zone-raw, Zone-models}/Resource`. */
function together(paths: readonly string[]): string {
  const steps = paths.map((path) => path.split("/"));
  const [first = []] = steps;
  const differ = first.map((_, i) => i).filter((i) => new Set(steps.map((s) => s[i])).size > 1);
  if (differ.length > 1) return paths.map(code).join(", ");
  return code(first.map((step, i) => (differ.includes(i) ? `{${steps.map((s) => s[i]).join(", ")}}` : step)).join("/"));
}

function resourceRows(resources: readonly Placed[], all: readonly string[]): readonly (readonly string[])[] {
  const groups = groupBy(resources, (r) => [r.type, r.path.split("/").length, r.places.join(), r.purpose].join("\n"));
  return [...groups.values()].map((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [together(group.map((r) => r.path)), code(first.type), first.purpose, where(first.places, all)];
  });
}

const roleRows = (grants: readonly Placed[], all: readonly string[]): readonly (readonly string[])[] =>
  grants.map((grant) => {
    const [, , role = "", on = "", to = ""] = GRANT.exec(grant.path) ?? [];
    return [to, ROLES[role as Role].name, on, where(grant.places, all)];
  });

/** The page of the stacks of one kind. */
export function stackPage(kind: string, stacks: readonly StackFacts[], all: readonly StackFacts[]): string {
  const places = [...new Set(stacks.map((s) => s.place))];
  const resources = placed(stacks);
  const grants = resources.filter((r) => GRANT.test(r.path));
  const counts = stacks.map((s) => `${code(s.id)} ${s.resources.length}`).join(", ");
  const kindOf = (id: string) => all.find((s) => s.id === id)?.kind ?? id;
  const reads = new Map<string, Set<string>>();
  for (const { from, values } of stacks.flatMap((s) => s.reads)) {
    const known = reads.get(kindOf(from)) ?? new Set();
    for (const value of values) known.add(value);
    reads.set(kindOf(from), known);
  }
  const readers = [...new Set(all.filter((s) => s.reads.some((r) => stacks.some((own) => own.id === r.from))).map((s) => s.kind))];
  const outputs = [...new Map(stacks.flatMap((s) => s.outputs).map((o) => [o.name, o])).values()];
  return page(
    `# ${kind}`,
    stacks[0]?.doc ?? "",
    `Made by [stacks/${kind}.ts](../../stacks/${kind}.ts). Resources by stack: ${counts}.`,
    "## Resources",
    table(
      ["Where in the stack", "Type", "What it is for", "In"],
      resourceRows(
        resources.filter((r) => !grants.includes(r)),
        places,
      ),
    ),
    grants.length === 0
      ? ""
      : "## Roles that it gives\n\nWho and on what by their names in the code; [the role table](../roles.md) says why.",
    table(["Who", "May", "On", "In"], roleRows(grants, places)),
    "## What it reads of other stacks",
    table(
      ["Stack", "Values"],
      [...reads].map(([from, values]) => [`[${from}](${from}.md)`, [...values].sort().map(code).join(", ")]),
    ) || "Nothing.",
    "## What it gives",
    readers.length === 0 ? "No stack reads it." : `Read by ${readers.map((r) => `[${r}](${r}.md)`).join(", ")}.`,
    table(
      ["Output", "What it is"],
      outputs.map((o) => [code(o.name), o.description]),
    ),
  );
}
