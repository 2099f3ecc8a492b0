import type { Places } from "../../environments/read";
import type { Environment, Shared } from "../../environments/schema";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import type { Azure } from "./azure";
import type { Finding } from "./finding";
import type { RunProgram } from "./program";
import type { StepName } from "./steps";

/** Everything that a check may look at or ask; nothing else is read. */
export interface Surroundings {
  readonly step: StepName;
  /** The project's folder. */
  readonly root: string;
  readonly variables: NodeJS.ProcessEnv;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Of the Node.js that runs: `20.20.2`. */
  readonly node: string;
  readonly run: RunProgram;
  readonly azure: Azure;
  /** Whether an address on the internet answers. @returns why not, or undefined */
  readonly unreachable: (url: string) => Promise<string | undefined>;
  /** All files of environments and models. @throws BadInput with all that is wrong with them */
  readonly files: () => { readonly places: Places; readonly models: readonly ModelSpec[] };
  /** The place that the step is about. */
  readonly place?: string;
}

/** One thing that a step needs. */
export interface Check {
  readonly name: string;
  readonly steps: readonly StepName[];
  /** @returns none where the place needs no such thing @throws CouldNotAsk, BadInput */
  look(about: Surroundings): Promise<readonly Finding[]>;
}

/** The places that a step touches: what is shared, and the environment that it is about. */
export function placesOf({ files, place }: Surroundings): readonly (Shared | Environment)[] {
  const { shared, environments } = files().places;
  return [shared, ...environments.filter((e) => e.name === place)];
}

/** The environment that a step is about; undefined where it is about none. */
export const environmentOf = ({ files, place }: Surroundings): Environment | undefined =>
  files().places.environments.find((e) => e.name === place);
