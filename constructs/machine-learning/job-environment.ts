import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { type Rule, validateProps } from "../validate";
import { ML_API_VERSION } from "./api-version";

export interface JobEnvironmentProps {
  readonly name: string;
  readonly workspaceId: string;
  /** The registry's host. */
  readonly loginServer: string;
  /** The image's tag: the content hash of the job bundle, in hexadecimal digits. */
  readonly imageTag: string;
}

/** Azure ML takes 30 characters as a version; 80 bits of the hash tell bundles apart. */
const VERSION_LENGTH = 20;

/** The version's part of its ARM id, known before it is there. */
export const jobEnvironmentVersion = (imageTag: string): string => imageTag.slice(0, VERSION_LENGTH);

const rules: readonly Rule<JobEnvironmentProps>[] = [
  [
    (p) => /^[0-9a-f]{20,64}$/.test(p.imageTag),
    (p) => `imageTag: expected a content hash of 20 to 64 hexadecimal digits, got "${p.imageTag}"`,
  ],
];

/**
 * What a model's jobs run in: the job image, named by the content of the bundle in it. A version never changes; a new bundle is a
 * new version, made before the old one is given up.
 */
export class JobEnvironment extends Construct {
  /** ARM id of the version. */
  readonly id: string;

  constructor(scope: Construct, id: string, props: JobEnvironmentProps) {
    super(scope, id);
    validateProps(this, rules, props);
    const type = "Microsoft.MachineLearningServices/workspaces/environments" as const;
    const container = new AzapiResource(this, "Container", {
      type: `${type}@${ML_API_VERSION}`,
      name: props.name,
      parentId: props.workspaceId,
      body: { properties: { description: "The job bundle and its native modules." } },
    });
    const version = new AzapiResource(this, "Version", {
      type: `${type}/versions@${ML_API_VERSION}`,
      name: jobEnvironmentVersion(props.imageTag),
      parentId: container.id,
      body: { properties: { image: `${props.loginServer}/job:${props.imageTag}`, osType: "Linux" } },
      lifecycle: { ignoreChanges: ["body"], createBeforeDestroy: true },
    });
    this.id = version.id;
  }
}
