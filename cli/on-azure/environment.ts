import { nameOf } from "../../constructs/naming/name";
import type { Environment, Shared } from "../../environments/schema";
import { modelNames } from "../../model-code/adapters/model-files";
import { BadInput } from "../../model-code/core/problem";
import { ENVIRONMENTS, MODELS } from "../paths";
import { WrongUse } from "../wrong-use";

/** Where an environment's parts stand on Azure. Names are computed as the stacks compute them: nothing is asked of Azure. */
export interface AzureEnvironment {
  readonly name: string;
  readonly subscription: string;
  /** Addresses of the blob stores: of releases, predictions and audit, and of packages. */
  readonly store: string;
  readonly packages: string;
  /** The Functions app that runs monitors, guard and releases. */
  readonly control: { readonly name: string; readonly resourceGroup: string };
}

/** Names as the stacks give them. @throws Error if they hold a character that Azure does not take */
export function partsOf(env: Environment, shared: Shared): AzureEnvironment {
  const blobs = (account: string) => `https://${account}.blob.core.windows.net`;
  return {
    name: env.name,
    subscription: env.subscription,
    store: blobs(nameOf("storage-account", env, "lake")),
    packages: blobs(nameOf("storage-account", shared, "packages")),
    control: { name: nameOf("function-app", env, "control"), resourceGroup: nameOf("resource-group", env, "platform") },
  };
}

/**
 * Finds an environment by its file.
 * @param variables fill in ids that the files leave at zeros
 * @throws WrongUse if there is no such environment; BadInput while a subscription, which is part of names, is zeros
 */
export async function azureEnvironment(
  name: string,
  variables: NodeJS.ProcessEnv = process.env,
  folder: string = ENVIRONMENTS,
): Promise<AzureEnvironment> {
  // the files of environments are no concern of who works on this machine
  const { loadPlaces } = await import("../../environments/load");
  const { leftToFillIn } = await import("../../environments/fill-in");
  const { RULES } = await import("../../constructs/policy/rules");
  const { shared, environments } = loadPlaces(folder, { models: modelNames(MODELS), rules: RULES.map((r) => r.id), variables });
  const env = environments.find((e) => e.name === name);
  if (env === undefined)
    throw new WrongUse(`--in: expected one of ${environments.map((e) => e.name).join(", ")}, got "${name}". Correct its name.`);
  const unknown = leftToFillIn([env, shared]).filter((p) => p.where.endsWith("subscription"));
  if (unknown.length > 0) throw new BadInput("--in", unknown);
  return partsOf(env, shared);
}
