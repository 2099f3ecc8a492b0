import type { IPrincipal } from "../constructs/roles/grant";
import type { Environment } from "../environments/schema";

/** A kind of person, by the name of its Entra group in the environment's file. */
export type Persona = keyof Environment["groups"];

/** An Entra group of the environment, as roles are given to it. */
export const persona = (env: Environment, of: Persona): IPrincipal => ({
  key: `group-${of}`,
  principalId: env.groups[of],
  principalType: "Group",
});
