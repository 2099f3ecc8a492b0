import { firstSentence } from "./docstrings";
import type { StackFacts } from "./facts";
import { groupBy } from "./group-by";
import { page, table } from "./markdown";
import { placed } from "./stack-page";

const SHARED = "shared";
/** The organization's own bootstrap is another node than the environments'. */
const nodeOf = (stack: StackFacts): string => (stack.place === SHARED && stack.kind !== SHARED ? `${SHARED}_${stack.kind}` : stack.kind);

const MOST = 8;

/** The construct that a stack makes itself, one word for those of a kind: `Group-data` is one of the `Groups`. */
const partOf = (path: string): string => (path.split("/")[0] ?? "").replace(/^(Group|Datastore)-.*/, "$1s").replace(/-.*/, "");

/** What a stack is made of, without grants. */
function parts(stacks: readonly StackFacts[]): string {
  const names = [...new Set(placed(stacks).map((r) => partOf(r.path)))].filter((name) => name !== "Grant");
  return names.length > MOST ? [...names.slice(0, MOST), `${names.length - MOST} more`].join("<br/>") : names.join("<br/>");
}

function diagram(all: readonly StackFacts[]): string {
  const nodes = groupBy(all, nodeOf);
  const box = ([node, stacks]: readonly [string, readonly StackFacts[]]) => `    ${node}["<b>${stacks[0]?.kind}</b><br/>${parts(stacks)}"]`;
  const of = (organization: boolean) => [...nodes].filter(([, [first]]) => (first?.place === SHARED) === organization).map(box);
  const byId = new Map(all.map((s) => [s.id, nodeOf(s)]));
  const edges = [...new Set(all.flatMap((s) => s.reads.map(({ from }) => `  ${byId.get(from)} --> ${nodeOf(s)}`)))];
  return [
    "```mermaid",
    "flowchart LR",
    '  subgraph organization["once, in the organization"]',
    ...of(true),
    "  end",
    '  subgraph environment["in each environment"]',
    ...of(false),
    "  end",
    ...edges,
    "```",
  ].join("\n");
}

/** What stacks there are, what each owns and which reads which. */
export function overviewPage(all: readonly StackFacts[]): string {
  const places = [...new Set(all.map((s) => s.place))];
  const kinds = groupBy(all, (s) => s.kind);
  const count = (stacks: readonly StackFacts[], place: string) =>
    String(stacks.filter((s) => s.place === place).reduce((sum, s) => sum + s.resources.length, 0) || "");
  return page(
    "# Stacks",
    "A stack is what is deployed at once: it has a state of its own. An arrow goes from a stack to the one that reads its outputs, and so is deployed after it. What changes with the network's mode is told in [network-modes.md](../network-modes.md).",
    diagram(all),
    "## Resources in each",
    table(
      ["Stack", "What it is", ...places],
      [...kinds].map(([kind, stacks]) => [
        `[${kind}](${kind}.md)`,
        firstSentence(stacks[0]?.doc ?? ""),
        ...places.map((p) => count(stacks, p)),
      ]),
    ),
    "`model` and `serving` stand for a stack per model; their resources are counted together.",
  );
}
