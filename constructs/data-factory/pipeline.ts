import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { type Rule, validateProps } from "../validate";
import type { Activity } from "./activity";

export interface PipelineProps {
  readonly name: string;
  /** ARM id of the factory. */
  readonly factoryId: string;
  readonly description: string;
  /** Where the studio shows it; one folder a model. */
  readonly folder: string;
  readonly activities: readonly Activity[];
  readonly variables?: Readonly<Record<string, { readonly type: "String" | "Boolean" | "Array"; readonly defaultValue?: string }>>;
}

/** Every list of activities in a pipeline: its own, and those within loops and branches. */
function scopes(activities: readonly Activity[]): readonly (readonly Activity[])[] {
  const inner = activities.flatMap((a) =>
    ["activities", "ifTrueActivities", "ifFalseActivities"].flatMap((key) => {
      const list = a.typeProperties[key];
      return Array.isArray(list) ? scopes(list) : [];
    }),
  );
  return [activities, ...inner];
}

function duplicates(names: readonly string[]): readonly string[] {
  return names.filter((name, i) => names.indexOf(name) !== i);
}

const strangers = (p: PipelineProps) =>
  scopes(p.activities).flatMap((scope) =>
    scope.flatMap((a) => a.dependsOn.filter((d) => !scope.some((b) => b.name === d.activity)).map((d) => `${a.name} on ${d.activity}`)),
  );

const rules: readonly Rule<PipelineProps>[] = [
  [
    (p) => /^[A-Za-z0-9_][A-Za-z0-9_ -]{0,139}$/.test(p.name),
    (p) => `name: expected 1 to 140 letters, digits, dashes and spaces, got "${p.name}"`,
  ],
  [
    (p) => duplicates(scopes(p.activities).flatMap((s) => s.map((a) => a.name))).length === 0,
    (p) =>
      `activities: expected each name once, got twice: ${duplicates(scopes(p.activities).flatMap((s) => s.map((a) => a.name))).join(", ")}`,
  ],
  [(p) => strangers(p).length === 0, (p) => `dependsOn: expected activities beside it, got ${strangers(p).join(", ")}`],
];

/**
 * A Data Factory pipeline, by Azure's API: azurerm's own resource rewrites authenticated web activities and would show a change at
 * every plan. One run at a time; a second one waits.
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
          ...(props.variables && { variables: props.variables }),
        },
      },
    });
    this.name = pipeline.name;
  }
}
