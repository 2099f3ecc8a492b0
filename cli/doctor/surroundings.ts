import { readdirSync } from "node:fs";
import { loadPlaces } from "../../environments/load";
import type { Places } from "../../environments/read";
import { loadModels, modelNames } from "../../model-code/adapters/model-files";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { whyUnanswered } from "../why-unanswered";
import { type AzureAt, azureOf } from "./azure";
import type { Surroundings } from "./check";
import { programs } from "./program";
import type { StepName } from "./steps";

/** Milliseconds that a program or an address may take: `az` takes a second or two, a first token longer. */
const PATIENCE = 20_000;

export interface SurroundingsOptions extends Partial<Pick<AzureAt, "management" | "blobs">> {
  readonly step: StepName;
  readonly place?: string;
  readonly root: string;
  readonly models: string;
  readonly environments: string;
  readonly variables: NodeJS.ProcessEnv;
  /** @default 20 s */
  readonly patience?: number;
}

/** Names of the files of environments, and shared: they may hold mistakes. */
export const knownPlaces = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length));

/** Asked once: both are read from disk. */
function read({ models, environments, variables }: SurroundingsOptions) {
  let files: { readonly places: Places; readonly models: readonly ModelSpec[] } | undefined;
  return () => {
    files ??= {
      models: loadModels(models).map((m) => m.spec),
      places: loadPlaces(environments, { models: modelNames(models), variables }),
    };
    return files;
  };
}

/** The machine that this runs on, and Azure as who is signed in to it sees it. */
export function surroundingsOf(options: SurroundingsOptions): Surroundings {
  const { step, place, root, variables, patience = PATIENCE, management, blobs } = options;
  const run = programs({ variables, folder: root, patience });
  return {
    ...{ step, root, variables, run },
    ...(place !== undefined && { place }),
    today: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    azure: azureOf({ run, patience, ...(management && { management }), ...(blobs && { blobs }) }),
    files: read(options),
    async unreachable(url) {
      try {
        const { status } = await fetch(url, { signal: AbortSignal.timeout(patience) });
        return status === 200 ? undefined : `answered ${status}`;
      } catch (error) {
        return whyUnanswered(error, patience);
      }
    },
  };
}
