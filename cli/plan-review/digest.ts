import { createHash, scryptSync } from "node:crypto";
import { canonicalJson } from "../../model-code/core/canonical-json";
import type { StackChanges } from "./changes";
import type { Difference } from "./differences";
import type { State } from "./state";

/** Cost of one guess: 64 MiB and about a fifth of a second. */
const SCRYPT = { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 };

/**
 * Digest of what a plan would do: equal for equal changes, whatever the order and the time in which they were planned.
 *
 * Secret values count, too, so that another value is another digest, and yet the digest is published. They are therefore taken out,
 * and what scrypt makes of all of them at once, together with the state's content and a random salt, is put in their place: who wants
 * to guess one has to guess all of them and the state, which only those may read who may read the values anyway, at the cost of a
 * derivation for each guess.
 *
 * @param salt hex, new for each verdict; the same salt is needed to compare
 * @returns SHA-256, hex
 * @see RFC 7914 for scrypt
 */
export function changesDigest({ changes, outputs, complete }: StackChanges, state: State, salt: string): string {
  const secrets: (readonly [unknown, unknown])[] = [];
  const told = ({ path, before, after, unknown, secret }: Difference) => {
    if (!secret) return { path, before, after, unknown };
    secrets.push([before ?? null, after ?? null]);
    return { path, secret: secrets.length, unknown };
  };
  const canonical = {
    complete,
    changes: changes.map(
      ({ address, previousAddress, type, terraformType, provider, action, importing, because, before, differences }) => ({
        ...{ address, previousAddress, type, terraformType, provider, action, importing, because: [...because].sort() },
        // what is destroyed is named by its id, not by attributes that may move by themselves
        id: before.id,
        differences: differences.map(told),
      }),
    ),
    outputs: outputs.map(({ name, action, differences }) => ({ name, action, differences: differences.map(told) })),
  };
  const sealed =
    secrets.length === 0
      ? null
      : scryptSync(canonicalJson({ secrets, state: state.content }), Buffer.from(salt, "hex"), 32, SCRYPT).toString("hex");
  return createHash("sha256").update(canonicalJson({ canonical, sealed })).digest("hex");
}
