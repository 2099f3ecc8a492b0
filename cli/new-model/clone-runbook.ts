import { isFetched } from "../../model-code/core/data/landing";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import type { ModelOwner } from "./answers";
import { fill, templateFiles, versionsIn } from "./template-files";
import { inLine } from "./values";

const isFresh = ({ contract }: ModelSpec["sources"][number]) => contract.freshness !== undefined;

/** Alerts that models of templates begin without, because nothing in a file asks for them. */
const ALSO: readonly {
  readonly alert: string;
  readonly title: string;
  readonly has: (spec: ModelSpec) => boolean;
  readonly own: string;
}[] = [
  {
    alert: "data-stale",
    title: "the prepared data is too old",
    has: (spec) => spec.sources.some(isFresh),
    own: "held to `contract.freshness` of each source",
  },
  {
    alert: "answers-stale",
    title: "callers ask about old data",
    has: (spec) => isFresh(spec.sources[0]!),
    own: "held to `contract.freshness` of the first source",
  },
  { alert: "ingest-failed", title: "fetching a source failed", has: (spec) => spec.sources.some(isFetched), own: "" },
];

const BUDGET = "| budget |";

/** A runbook for a clone of a model that has none of its own: the templates' newest, of what model.yaml says, with a row for each alert. */
export function cloneRunbook(templates: string, spec: ModelSpec, { name, team, contact, approvers }: ModelOwner): string {
  const text = templateFiles(templates, "classification", versionsIn(templates).at(-1)!).get("runbook.md")!;
  const filled = fill(text, {
    name,
    teamText: inLine(team),
    contactText: contact,
    approversText: approvers.join(", "),
    objectiveText: inLine(spec.objective.statement),
    businessMetricText: inLine(spec.objective.businessMetric),
    answerText: inLine(spec.title),
    source: spec.sources[0]!.name,
    labelText: `what \`${spec.label.sql}\` gives`,
    from: spec.name,
  });
  const rows = ALSO.filter(({ has }) => has(spec)).map(
    ({ alert, title, own }) => `| \`${alert}\` | [${title}](../../../docs/runbooks/${alert}.md) | ${own} |\n`,
  );
  return filled.replace(BUDGET, () => `${rows.join("")}${BUDGET}`);
}
