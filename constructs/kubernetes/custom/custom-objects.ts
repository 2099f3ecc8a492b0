import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { Release } from "@cdktf/provider-helm/lib/release";
import { AssetType, type ITerraformDependable, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { sha256, treeDigest } from "../../../model-code/core/package/tree-digest";
import { compileSchema, type SchemaCheck } from "../../../model-code/core/spec/compile-schema";
import { templateBody } from "../../azapi/template";
import { type Rule, validateProps } from "../../validate";
import { type CustomObject, KINDS, type Kind } from "./kinds";

export interface CustomObjectsProps {
  /** Name of the Helm release. */
  readonly name: string;
  readonly namespace: string;
  readonly objects: readonly CustomObject[];
  readonly dependsOn?: readonly ITerraformDependable[];
}

const CHART = join(__dirname, "../chart");
const SECONDS = 300;

const checks = Object.fromEntries(
  Object.entries(KINDS).map(([kind, schema]) => [kind, compileSchema(schema, { allErrors: true, strict: false })]),
) as Readonly<Record<Kind, SchemaCheck<CustomObject>>>;

/** What of an object its kind's definition would refuse. */
export function problemsOf(object: CustomObject): readonly string[] {
  const check = checks[object.kind];
  const errors = check(object) ? [] : (check.errors ?? []);
  return errors.map((e) => `${object.kind} ${object.metadata.name}${e.instancePath}: ${e.message}`);
}

const id = (o: CustomObject) => `${o.kind}/${o.metadata.name}`;

const rules: readonly Rule<CustomObjectsProps>[] = [
  [(p) => p.objects.length > 0, () => "objects: expected at least one, got none"],
  [
    (p) => new Set(p.objects.map(id)).size === p.objects.length,
    (p) => `objects: expected each name once, got ${p.objects.map(id).join(", ")}`,
  ],
  [(p) => p.objects.flatMap(problemsOf).length === 0, (p) => p.objects.flatMap(problemsOf).join("; ")],
  [
    (p) => p.objects.every((o) => o.metadata.namespace === p.namespace),
    (p) => `objects: expected all in the namespace ${p.namespace}, got ${p.objects.map((o) => o.metadata.namespace).join(", ")}`,
  ],
];

/** The chart's content, whatever order a disk lists its files in. */
function chartHash(): string {
  const files = readdirSync(CHART, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  return treeDigest(
    files.map((e) => {
      const content = readFileSync(join(e.parentPath, e.name));
      return {
        path: relative(CHART, join(e.parentPath, e.name)).split(sep).join("/"),
        bytes: content.length,
        sha256: sha256(content),
      };
    }),
  ).slice(0, 32);
}

/**
 * Objects of custom kinds, which a plan could not make otherwise while the cluster that defines them is not there: a chart in this
 * folder renders what its values list. The chart goes with the stack, under a relative path.
 */
export class CustomObjects extends Construct {
  constructor(scope: Construct, name: string, props: CustomObjectsProps) {
    super(scope, name);
    validateProps(this, rules, props);
    const chart = new TerraformAsset(this, "Chart", { path: CHART, type: AssetType.DIRECTORY, assetHash: chartHash() });
    new Release(this, "Resource", {
      name: props.name,
      namespace: props.namespace,
      chart: `./${chart.path}`,
      values: [JSON.stringify(templateBody({ objects: props.objects }))],
      atomic: true,
      cleanupOnFail: true,
      maxHistory: 5,
      timeout: SECONDS,
      ...(props.dependsOn && { dependsOn: [...props.dependsOn] }),
    });
  }
}
