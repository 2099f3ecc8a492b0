import { createHash } from "node:crypto";
import { Construct } from "constructs";
import { canonicalJson } from "../../model-code/core/canonical-json";
import { AzapiResource } from "../azapi/resource";
import { ML_API_VERSION } from "./api-version";

/** What a component takes beside folders; a sweep draws it. */
export type ComponentValue = "number" | "integer" | "string";

/** A command with the folders and values that it names, to be put together to pipelines. */
export interface ComponentSpec {
  readonly name: string;
  readonly title: string;
  /** What the shell of the image runs; reads `${{inputs.x}}` and `${{outputs.x}}`. */
  readonly command: string;
  /** The environment's version, `<name>/versions/<version>`. */
  readonly environment: string;
  /** Names of folders. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly values: Readonly<Record<string, ComponentValue>>;
  /** Inputs and outputs that are more than a folder to Azure ML. @default - none */
  readonly kinds?: Readonly<Record<string, "mltable" | "mlflow_model">>;
}

/** Azure ML takes 30 characters as a version; 80 bits of the hash tell components apart. */
const VERSION_LENGTH = 20;

/** The name of what a component says: equal ones are one version. */
export const componentVersion = (spec: ComponentSpec): string =>
  createHash("sha256").update(canonicalJson(spec)).digest("hex").slice(0, VERSION_LENGTH);

/** ARM id of a component's version, known before it is there. */
export const componentId = (workspaceId: string, spec: ComponentSpec): string =>
  `${workspaceId}/components/${spec.name}/versions/${componentVersion(spec)}`;

const folders = (names: readonly string[], mode: string, kinds: ComponentSpec["kinds"] = {}) =>
  Object.fromEntries(names.map((name) => [name, { type: kinds[name] ?? "uri_folder", mode }]));

export interface ComponentProps {
  readonly workspaceId: string;
  readonly spec: ComponentSpec;
  /** ARM id of the environment's version. */
  readonly environmentId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A component in the workspace. A version never changes; another command is another version, made before the old one is given up. */
export class Component extends Construct {
  constructor(scope: Construct, id: string, { workspaceId, spec, environmentId, tags }: ComponentProps) {
    super(scope, id);
    const type = "Microsoft.MachineLearningServices/workspaces/components" as const;
    const container = new AzapiResource(this, "Container", {
      type: `${type}@${ML_API_VERSION}`,
      name: spec.name,
      parentId: workspaceId,
      body: { properties: { description: spec.title } },
    });
    const version = componentVersion(spec);
    new AzapiResource(this, "Version", {
      type: `${type}/versions@${ML_API_VERSION}`,
      name: version,
      parentId: container.id,
      body: {
        properties: {
          isAnonymous: false,
          description: spec.title,
          tags,
          // Azure ML gives booleans back as text, so that is what it is given.
          componentSpec: {
            $schema: "https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json",
            name: spec.name,
            version,
            type: "command",
            display_name: spec.title,
            // A deterministic one Azure ML does not run again while its inputs' addresses are the same, whatever has come to lie there.
            is_deterministic: "False",
            environment: `azureml:${environmentId}`,
            command: spec.command,
            inputs: {
              ...folders(spec.inputs, "ro_mount", spec.kinds),
              ...Object.fromEntries(Object.entries(spec.values).map(([name, kind]) => [name, { type: kind }])),
            },
            outputs: folders(spec.outputs, "rw_mount", spec.kinds),
          },
        },
      },
      lifecycle: { ignoreChanges: ["body"], createBeforeDestroy: true },
    });
  }
}

export interface ComponentsProps extends Omit<ComponentProps, "spec"> {
  readonly specs: Readonly<Record<string, ComponentSpec>>;
}

/** What a model's pipelines are put together of. */
export class Components extends Construct {
  constructor(scope: Construct, id: string, { specs, ...props }: ComponentsProps) {
    super(scope, id);
    for (const [name, spec] of Object.entries(specs)) new Component(this, name, { ...props, spec });
  }
}
