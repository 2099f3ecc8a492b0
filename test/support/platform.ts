import { createHash } from "node:crypto";
import type { TerraformStack } from "cdktf";
import { SAMPLE } from "../../cli/docs/samples";
import type { Places } from "../../environments/read";
import type { Environment, Shared } from "../../environments/schema";
import { canonicalJson } from "../../model-code/core/canonical-json";
import type { PlatformProps } from "../../stacks/platform";
import { onceARun } from "./once-a-run";
import type { Shipped } from "./shipped";
import { Synthesized } from "./synthesized";

export const JOB_TAG = "ab".repeat(32);
export const SERVER_TAG = "cd".repeat(32);
export const FILES_HASH = "ef".repeat(32);

/** Read by one test file of a run: what reads and checks takes longer to load than most tests. Each call gives a copy of its own. */
const shipped = (): Shipped => JSON.parse(onceARun("shipped.json", () => JSON.stringify(require("./shipped").readShipped())));

/** Most tests are about one model; `test/infrastructure/models.test.ts` is about several. */
export const models = shipped().models.filter((m) => m.name === SAMPLE);

/** The same, each served on AKS everywhere. */
export const onAks: typeof models = models.map((m) => ({ ...m, serving: { ...m.serving, host: "aks", hosts: {} } }));

/** The same, each with rows that come as events. */
export const streamed: typeof models = models.map((m) => ({ ...m, serving: { ...m.serving, stream: true } }));

/** The project's own environments, with one of the models that it ships. */
export function places(): Places {
  const { shared, environments } = shipped().places;
  return { shared, environments: environments.map((e) => ({ ...e, models: e.models.filter((name) => name === SAMPLE) })) };
}

/** The project's dev environment with changes. */
export const environment = (changes: Partial<Environment> = {}): Environment => {
  const dev = places().environments.find((e) => e.name === "dev");
  if (dev === undefined) throw new Error("environments/dev.yaml is gone");
  return { ...dev, ...changes };
};

/** Content hashes of what is published. */
export const HASHES = {
  jobImageTag: JOB_TAG,
  serverImageTag: SERVER_TAG,
  controlPackage: "12".repeat(32),
  functionPackage: "34".repeat(32),
};

/** Content hashes of models' files. */
export const filesOf = (models: readonly { readonly name: string }[]): Readonly<Record<string, string>> =>
  Object.fromEntries(models.map(({ name }) => [name, FILES_HASH]));

/** The whole platform as the project ships it, but for what the test says. */
export const platformProps = (changes: Partial<PlatformProps> = {}): PlatformProps => ({
  ...places(),
  models,
  modelFiles: filesOf(changes.models ?? models),
  ...HASHES,
  ...changes,
});

/** What synthesizes, loaded where something is to be synthesized: it takes longer than most tests, all stacks longer than one construct. */
const synthesis = (): typeof import("./synthesis") => require("./synthesis");
const stack = (): typeof import("./stack-of") => require("./stack-of");

/** The whole platform, synthesized. What one test file of a run has synthesized others read. */
export function synthPlatform(changes: Partial<PlatformProps> = {}): Synthesized {
  const props = platformProps(changes);
  const name = `platform-${createHash("sha256").update(canonicalJson(props)).digest("hex")}.json`;
  return new Synthesized(new Map(JSON.parse(onceARun(name, () => JSON.stringify([...synthesis().platformOf(props).stacks])))));
}

type Mode = Environment["network"]["mode"];

function inMode<Place extends Environment | Shared>(place: Place, mode: Mode): Place {
  const { authorizedRanges: _, ...network } = place.network as Environment["network"];
  return { ...place, network: { ...network, mode } };
}

/** The whole platform with all environments in one mode of network, and what they share in one. */
export const platformIn = (environments: Mode, shared: Mode): Synthesized =>
  synthPlatform({ environments: places().environments.map((e) => inMode(e, environments)), shared: inMode(places().shared, shared) });

/** A stack with providers and nothing else, to try one construct in. */
export const synthIn = (build: (stack: TerraformStack) => void): Synthesized => stack().stackOf(build);
