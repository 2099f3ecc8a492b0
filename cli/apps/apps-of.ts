import { nameOf } from "../../constructs/naming/name";
import type { Environment } from "../../environments/schema";
import { hostIn } from "../../model-code/core/spec/host-in";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import type { BundleName } from "../../model-code/hosts/bundle";
import { WrongUse } from "../wrong-use";

/** A Functions app and the package that belongs onto it. */
export interface FunctionsApp {
  /** `control`, or the model that it serves. */
  readonly what: string;
  /** Its name on Azure. */
  readonly name: string;
  readonly bundle: BundleName;
}

/** The Functions apps that an environment's stacks make: `control`, and one for each model that is served on Functions there. */
export function appsOf(env: Environment, models: readonly ModelSpec[]): readonly FunctionsApp[] {
  const of = (what: string, bundle: BundleName): FunctionsApp => ({ what, name: nameOf("function-app", env, what), bundle });
  const served = models.filter((model) => hostIn(model, env.name) === "functions");
  return [...(models.length > 0 ? [of("control", "control")] : []), ...served.map((model) => of(model.name, "function"))];
}

/**
 * The apps that are asked for; all if none is.
 * @throws WrongUse for one that the environment does not have
 */
export function pickApps(apps: readonly FunctionsApp[], wanted: readonly string[]): readonly FunctionsApp[] {
  const known = apps.map((app) => app.what);
  const odd = wanted.filter((what) => !known.includes(what));
  if (odd.length > 0) throw new WrongUse(`apps: expected some of ${known.join(", ") || "none"}, got ${odd.join(", ")}. Correct the names.`);
  return wanted.length === 0 ? apps : apps.filter((app) => wanted.includes(app.what));
}
