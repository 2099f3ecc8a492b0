import { execFile } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Bundle } from "../../model-code/hosts/bundle";
import { jobSetting } from "../../model-code/hosts/control/azure-ml-training";
import { JOB_DIRECTORY } from "../../stacks/group-job";
import type { Json, Synthesized } from "./synth";

/** A pipeline job as the jobs API takes it, as far as a test walks it. */
export interface PipelineDefinition {
  readonly inputs: Readonly<Record<string, { readonly uri: string }>>;
  readonly outputs: Readonly<Record<string, { readonly uri: string }>>;
  readonly jobs: Readonly<Record<string, NodeDefinition>>;
}

interface NodeDefinition {
  readonly type: "command" | "sweep" | "automl";
  readonly componentId?: string;
  readonly trial?: { readonly componentId: string };
  /** A search of AutoML has none: it names its tables otherwise. */
  readonly inputs?: Readonly<Record<string, { readonly value: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly environment_variables?: Readonly<Record<string, string>>;
  readonly search_space?: Readonly<Record<string, Json>>;
}

/** What Terraform makes of a string: doubled `$` are one. */
export const rendered = (text: string): string => text.replaceAll("$${", "${");

/** The definition of a model's training job that `control` is given. */
export function trainingDefinition(platform: Synthesized, model: string): PipelineDefinition {
  const site = platform.all("Microsoft.Web/sites").find((r) => r.stack.endsWith("-control"))!.attributes.body as {
    readonly properties: { readonly siteConfig: { readonly appSettings: readonly Json[] } };
  };
  const settings: Record<string, string> = Object.fromEntries(
    site.properties.siteConfig.appSettings.map((s) => [s.name, rendered(String(s.value))]),
  );
  const told = (settings[jobSetting(model)] ?? "null").replace(/\{\{([A-Z_]+)\}\}/g, (_whole: string, name: string) => settings[name]!);
  return JSON.parse(told) as PipelineDefinition;
}

/** The command of a component that the model's stack makes, by the end of its ARM id. */
export function componentCommand(platform: Synthesized, componentId: string): string {
  const [, name, version] = /\/components\/([\w-]+)\/versions\/(\w+)$/.exec(componentId) ?? [];
  const specs = platform
    .all("Microsoft.MachineLearningServices/workspaces/components/versions")
    .map((r) => (r.attributes.body as { readonly properties: { readonly componentSpec: Json } }).properties.componentSpec);
  const found = specs.find((s) => s.name === name && s.version === version);
  if (found === undefined) throw new Error(`the job names the component ${componentId}, which no stack makes`);
  return rendered(String(found.command));
}

/** The job image's folder: the bundle with its modules. */
export function jobImage(bundle: Bundle, into: string): string {
  cpSync(bundle.directory, into, { recursive: true });
  symlinkSync(resolve("node_modules"), join(into, "node_modules"));
  return into;
}

/** The nodes as Azure ML comes to them: each after those whose outputs it reads. */
export function inOrder({ jobs }: PipelineDefinition): readonly (readonly [string, NodeDefinition])[] {
  const left = new Map(Object.entries(jobs));
  const done: (readonly [string, NodeDefinition])[] = [];
  while (left.size > 0) {
    const next = [...left].find(
      ([, { inputs = {} }]) => !Object.values(inputs).some(({ value }) => left.has(/parent\.jobs\.(\w+)/.exec(value)?.[1] ?? "")),
    );
    if (next === undefined) throw new Error(`nodes that wait for each other: ${[...left.keys()].join(", ")}`);
    done.push(next);
    left.delete(next[0]);
  }
  return done;
}

/** How a command line ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command as Azure ML does: by a shell, in a folder of the job's own, with what it names replaced by the places of the mounts,
 * which are there and empty.
 * @param image the folder that stands for the image's
 */
export function runCommand(
  command: string,
  image: string,
  given: Readonly<Record<string, string>>,
  outputs: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  for (const folder of outputs) mkdirSync(folder, { recursive: true });
  const line = command
    .replaceAll(`cd ${JOB_DIRECTORY} `, `cd ${image} `)
    .replace(/\$\{\{\s*((?:inputs|outputs)\.\w+)\s*\}\}/g, (_, name: string) => {
      const value = given[name];
      if (value === undefined) throw new Error(`the command reads ${name}, which the job does not give`);
      return value;
    });
  return new Promise((done) => {
    execFile("sh", ["-c", line], { cwd: image, env: { PATH: process.env.PATH, ...env }, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, stdout, stderr }),
    );
  });
}
