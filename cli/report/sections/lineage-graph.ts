import { STEPS } from "../../../model-code/core/lifecycle/steps";
import { seconds, short } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { failedStep } from "../ended";
import type { ModelReport } from "../report-data";

interface Node {
  readonly name: string;
  readonly note: string;
  readonly state: "source" | "run" | "reused" | "refused" | "absent" | "package";
}

const ROW = 38;
const LEFT = 104;
const TEXT = LEFT + 20;
const MOST_FILES = 4;

function nodesOf({ run, documents: { watermark, registration } }: ModelReport): readonly Node[] {
  const files = "found" in watermark ? Object.values(watermark.found).flatMap((s) => s.files) : [];
  const shown =
    files.length <= MOST_FILES ? files.map((f): Node => ({ name: f.name, note: `sha256 ${short(f.sha256)}…`, state: "source" })) : [];
  const sources: readonly Node[] =
    shown.length > 0 ? shown : [{ name: `${files.length} source files`, note: "see the table", state: "source" }];
  const steps = STEPS.map(({ name }): Node => {
    const outcome = run.steps.find((s) => s.step === name);
    if (outcome === undefined)
      return name === failedStep(run) ? { name, note: "failed", state: "refused" } : { name, note: "not reached", state: "absent" };
    const state = outcome.refused.length > 0 ? "refused" : outcome.reused ? "reused" : "run";
    return { name, note: outcome.reused ? state : `${state} in ${seconds(outcome.seconds)}`, state };
  });
  const end: Node =
    "found" in registration
      ? {
          name: `${registration.found.model}, version ${registration.found.version}`,
          note: `package ${short(registration.found.digest)}…`,
          state: "package",
        }
      : { name: "No package registered", note: run.status, state: "absent" };
  return [...sources, ...steps, end];
}

/** An arc from a node down to a later one; the further, the wider. */
const arc = (from: number, to: number): string => {
  const bow = LEFT - Math.min(92, 16 + 9 * (to - from));
  const [a, b] = [ROW * (from + 0.5), ROW * (to + 0.5)];
  return `M${LEFT} ${a}C${bow} ${a + 14} ${bow} ${b - 14} ${LEFT} ${b}`;
};

/** The steps from top to bottom with an arc from each to every step that reads what it wrote. */
export function lineageGraph(model: ModelReport): Html {
  const nodes = nodesOf(model);
  const first = nodes.length - STEPS.length - 1;
  const place = (step: string) => first + STEPS.findIndex((s) => s.name === step);
  const edges = STEPS.flatMap((step) =>
    [...new Set(step.inputs.flatMap((i) => (i.from === undefined || i.from === step.name ? [] : [i.from])))].map(
      (from) => [place(from), place(step.name)] as const,
    ),
  );
  const ends = [...Array.from({ length: first }, (_, i) => [i, first] as const), [nodes.length - 2, nodes.length - 1] as const];
  const all = [...ends, ...edges].map(([from, to]) => ({ from, to, absent: nodes[to]!.state === "absent" }));
  const label = `Lineage: ${nodes.map((n) => `${n.name} (${n.note})`).join(", then ")}`;
  return html`<svg class="chart lineage" viewBox="0 0 360 ${nodes.length * ROW}" role="img" aria-label="${label}" style="max-width:396px">
${all.map(({ from, to, absent }) => html`<path class="${absent ? "edge absent" : "edge"}" d="${to - from === 1 ? `M${LEFT} ${ROW * (from + 0.5)}V${ROW * (to + 0.5)}` : arc(from, to)}"/>`)}
${nodes.map(
  (n, i) => html`<g class="node ${n.state}"><circle cx="${LEFT}" cy="${ROW * (i + 0.5)}" r="6"/>
<text x="${TEXT}" y="${ROW * (i + 0.5) - 2}" class="name">${n.name}</text><text x="${TEXT}" y="${ROW * (i + 0.5) + 13}" class="note">${n.note}</text></g>\n`,
)}</svg>`;
}
