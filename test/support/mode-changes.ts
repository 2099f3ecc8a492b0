import type { Json, Resource, Synthesized } from "./synth";

/** What one kind of resource of one stack does when the network mode changes. */
export interface ModeChange {
  readonly stack: string;
  /** Terraform's type, or Azure's where azapi makes it. */
  readonly kind: string;
  readonly count: number;
  /** `appears`, or the arguments that change. */
  readonly change: string;
}

const kindOf = (r: Resource): string => (r.type.startsWith("azapi_") ? String(r.attributes.type).replace(/@.*/, "") : r.type);

/** Order of making is no change of a resource. */
const settled = ({ depends_on: _, ...attributes }: Json): Json => attributes;

const changedKeys = (a: Json, b: Json): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key])).sort();

/** What differs between the same environment in `public` and in `private` mode, by stack and kind. */
export function modeChanges(open: Synthesized, closed: Synthesized): readonly ModeChange[] {
  const byAddress = (s: Synthesized) => new Map(s.resources.map((r) => [`${r.stack} ${r.address}`, r]));
  const [before, after] = [byAddress(open), byAddress(closed)];
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((address) => {
    const [a, b] = [before.get(address), after.get(address)];
    const r = b ?? a;
    if (r === undefined) return [];
    const keys = a && b ? changedKeys(settled(a.attributes), settled(b.attributes)) : [];
    const change = !a ? "appears" : !b ? "disappears" : keys.join(", ");
    return change === "" ? [] : [{ stack: r.stack.replace(/^[a-z0-9]+-/, ""), kind: kindOf(r), change }];
  });
  const counted = new Map<string, ModeChange>();
  for (const c of changes) {
    const key = JSON.stringify(c);
    counted.set(key, { ...c, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  return [...counted.values()].sort((a, b) => [a.stack, a.change, a.kind].join().localeCompare([b.stack, b.change, b.kind].join()));
}

/** The changes as rows of a Markdown table. */
export const modeTable = (changes: readonly ModeChange[]): string =>
  [
    "| stack | resource | how many | from public to private |",
    "| --- | --- | --- | --- |",
    ...changes.map(
      ({ stack, kind, count, change }) =>
        `| ${stack} | ${kind} | ${count} | ${change === "appears" || change === "disappears" ? change : `changes: ${change}`} |`,
    ),
  ].join("\n");
