import { placeOf, type Surroundings } from "../plan-review/surroundings";
import { WrongUse } from "../wrong-use";

/** The environment that may be destroyed. */
const DESTROYABLE = "dev";

/**
 * Keeps what matters from being destroyed by a flag.
 * @throws WrongUse for any environment but dev, and for dev while it protects its data
 */
export function guardDestroy(environment: string, surroundings: Surroundings): void {
  const remedy = "Destroy another environment by hand, stack by stack, with whom it belongs to.";
  if (environment !== DESTROYABLE)
    throw new WrongUse(`--destroy: expected the environment ${DESTROYABLE}, got "${environment}". ${remedy}`);
  if (placeOf(surroundings, environment)?.protectsData !== false)
    throw new WrongUse(
      `--destroy: expected an environment whose file says protectData: false, got "${environment}", which protects it. Say so there, and apply it first.`,
    );
}
