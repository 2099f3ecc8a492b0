import { isoMinutes } from "../iso-minutes";

/** A folder that a job reads or writes, `azureml://datastores/<name>/paths/<path>/`. */
export type DatastoreUri = `azureml://datastores/${string}/paths/${string}`;

export interface CommandJobProps {
  readonly displayName: string;
  readonly experiment: string;
  /** What the shell of the image runs; reads folders as `${{inputs.x}}` and `${{outputs.x}}`. */
  readonly command: string;
  /** ARM id of the environment's version. */
  readonly environmentId: string;
  /** ARM id of the compute cluster. */
  readonly computeId: string;
  /** Client id of the identity that the job acts as; the cluster must have it. */
  readonly identityClientId: string;
  readonly inputs: Readonly<Record<string, DatastoreUri>>;
  readonly outputs: Readonly<Record<string, DatastoreUri>>;
  readonly timeoutMinutes: number;
  /** Kept with the run. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A job's definition, as the jobs REST API takes it under `properties`. */
export type AzureMlJob = Readonly<Record<string, unknown>> & { readonly jobType: "Command" };

/** The folders that a command names and the job does not have, or the other way round. */
function mismatches(props: CommandJobProps): readonly string[] {
  const named = new Set([...props.command.matchAll(/\$\{\{\s*((?:inputs|outputs)\.[A-Za-z0-9_]+)\s*\}\}/g)].map((m) => m[1] ?? ""));
  const given = [...Object.keys(props.inputs).map((n) => `inputs.${n}`), ...Object.keys(props.outputs).map((n) => `outputs.${n}`)];
  return [
    ...[...named].filter((n) => !given.includes(n)).map((n) => `the command reads ${n}, which the job does not give`),
    ...given.filter((n) => !named.has(n)).map((n) => `the job gives ${n}, which the command does not read`),
  ];
}

/**
 * A job that runs one command on the compute cluster, as a managed identity, on folders of the lake.
 * @throws Error if the command and the folders do not match
 */
export function commandJob(props: CommandJobProps): AzureMlJob {
  const wrong = mismatches(props);
  if (wrong.length > 0) throw new Error(`job ${props.displayName}: ${wrong.join("; ")}. Make the command and the folders agree.`);
  const folders = <T>(uris: Readonly<Record<string, DatastoreUri>>, form: (uri: string) => T) =>
    Object.fromEntries(Object.entries(uris).map(([name, uri]) => [name, form(uri)]));
  return {
    jobType: "Command",
    displayName: props.displayName,
    experimentName: props.experiment,
    command: props.command,
    environmentId: props.environmentId,
    computeId: props.computeId,
    identity: { identityType: "Managed", clientId: props.identityClientId },
    inputs: folders(props.inputs, (uri) => ({ jobInputType: "uri_folder", uri, mode: "ReadOnlyMount" })),
    outputs: folders(props.outputs, (uri) => ({ jobOutputType: "uri_folder", uri, mode: "ReadWriteMount" })),
    resources: { instanceCount: 1 },
    limits: { jobLimitsType: "Command", timeout: isoMinutes(props.timeoutMinutes) },
    tags: props.tags,
  };
}
