import { WrongUse } from "./wrong-use";

/**
 * @param where the argument or flag that names it, `model` or `--from`
 * @throws WrongUse for a name that is none of those known
 */
export function checkKnown(where: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) throw new WrongUse(`${where}: expected one of ${known.join(", ")}, got "${name}". Correct its name.`);
}
