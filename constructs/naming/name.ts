import { createHash } from "node:crypto";
import { NAME_RULES, type NamedType, type NameRule, reservedWord } from "./rules";

/** Whose resource it is. */
export interface NameScope {
  /** The organization's part of every name. */
  readonly prefix: string;
  /** The environment, or `shared`. */
  readonly name: string;
  /** Sets the hash of names that must be unique on all of Azure, so that two clones of the project do not collide. */
  readonly subscription: string;
}

export const HASH_LENGTH = 5;

/** A stable short hash: five of 0-9 and a-z, so 60 million values. */
export function shortHash(text: string): string {
  const number = Number.parseInt(createHash("sha256").update(text).digest("hex").slice(0, 12), 16);
  return number.toString(36).padStart(HASH_LENGTH, "0").slice(-HASH_LENGTH);
}

/**
 * The name of a resource: abbreviation, prefix, environment, purpose, and a hash where Azure wants the name for itself.
 *
 * A name that would be too long is cut and ends in a hash of the whole, so that it stays unique and the same at every synth.
 * @param purpose what tells it from others of its type, lower-case with dashes
 * @throws Error if the parts hold a character that the type does not take, or a word that Azure keeps to itself
 */
export function nameOf(type: NamedType, scope: NameScope, purpose?: string): string {
  const rule: NameRule = NAME_RULES[type];
  const parts = [rule.abbreviation, scope.prefix, scope.name, ...(purpose === undefined ? [] : [purpose])];
  const whole = join(parts, rule);
  const name =
    rule.unique === "azure"
      ? ending(whole, shortHash(`${scope.subscription}/${whole}`), rule)
      : whole.length > rule.maxLength
        ? ending(whole, shortHash(whole), rule)
        : whole;
  if (name.length < rule.minLength || name.length > rule.maxLength || !rule.pattern.test(name))
    throw new Error(
      `${type}: expected ${rule.minLength} to ${rule.maxLength} characters that match ${rule.pattern.source}, got "${name}". Correct the prefix, the environment's name or the purpose "${purpose ?? ""}".`,
    );
  const reserved = reservedWord(name);
  if (reserved !== undefined)
    throw new Error(
      `${type}: expected a name without "${reserved}", which Azure keeps as a trademark, got "${name}". Change the prefix, the environment's name or the purpose "${purpose ?? ""}".`,
    );
  return name;
}

const join = (parts: readonly string[], rule: NameRule) => {
  const joined = parts.join(rule.separator);
  return rule.separator === "" ? joined.replaceAll("-", "") : joined;
};

/** Puts the hash at the end and cuts what stands before it to what the type has room for. */
function ending(whole: string, hash: string, rule: NameRule): string {
  const room = rule.maxLength - HASH_LENGTH - rule.separator.length;
  return `${whole.slice(0, room).replace(/-+$/, "")}${rule.separator}${hash}`;
}
