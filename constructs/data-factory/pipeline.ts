import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { type Rule, validateProps } from "../validate";
import type { Activity } from "./activity";
import { count, cycles, duplicates, MAX_ACTIVITIES, nested, strangers, unknowns } from "./pipeline-checks";

export interface PipelineProps {
  readonly name: string;
  /** ARM id of the factory. */
  readonly factoryId: string;
  readonly description: string;
  /** Where the studio shows it; one folder a model. */
  readonly folder: string;
  readonly activities: readonly Activity[];
  /** What a trigger or another pipeline gives it; without a default it must. */
  readonly parameters?: Readonly<Record<string, { readonly type: "String"; readonly defaultValue?: string }>>;
  readonly variables?: Readonly<Record<string, { readonly type: "String" | "Boolean" | "Array"; readonly defaultValue?: string }>>;
}

/** A rule that holds as long as it finds nothing. */
const none = (found: (p: PipelineProps) => readonly string[], expected: string): Rule<PipelineProps> => [
  (p) => found(p).length === 0,
  (p) => `${expected}${found(p).join(", ")}`,
];

const rules: readonly Rule<PipelineProps>[] = [
  [
    (p) => /^[A-Za-z0-9_][A-Za-z0-9_ -]{0,139}$/.test(p.name),
    (p) => `name: expected 1 to 140 letters, digits, dashes and spaces, got "${p.name}"`,
  ],
  [
    (p) => count(p) >= 1 && count(p) <= MAX_ACTIVITIES,
    (p) => `activities: expected 1 to ${MAX_ACTIVITIES} with those in loops and branches, got ${count(p)}; split the pipeline`,
  ],
  none(duplicates, "activities: expected each name once, got twice: "),
  none(strangers, "dependsOn: expected activities beside it, got "),
  none(cycles, "dependsOn: expected an order, got activities that wait for themselves: "),
  none(nested, "activities: expected no loop in a loop and no branch in a branch, got "),
  none(unknowns, "expressions: expected only what is there, got: "),
];

/**
 * A Data Factory pipeline, by Azure's API: azurerm's own resource rewrites authenticated web activities and would show a change at
 * every plan. What Data Factory would refuse only when it runs is refused here. One run at a time; a second one waits.
 */
export class Pipeline extends Construct {
  /** Refers to the resource, so that a trigger waits for it. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const pipeline = new AzapiResource(this, "Resource", {
      type: "Microsoft.DataFactory/factories/pipelines@2018-06-01",
      name: props.name,
      parentId: props.factoryId,
      body: {
        properties: {
          description: props.description,
          folder: { name: props.folder },
          concurrency: 1,
          activities: props.activities,
          ...(props.parameters && { parameters: props.parameters }),
          ...(props.variables && { variables: props.variables }),
        },
      },
    });
    this.name = pipeline.name;
  }
}
