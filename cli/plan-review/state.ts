import { createHash } from "node:crypto";
import { canonicalJson } from "../../model-code/core/canonical-json";
import { BadInput } from "../../model-code/core/problem";

/** Which state a plan was made on. */
export interface StateVersion {
  /** Of all versions of one state; another state has another. */
  readonly lineage: string;
  /** Counts up with each version. */
  readonly serial: number;
}

export interface State {
  /** Null: nothing was ever applied. */
  readonly version: StateVersion | null;
  /** SHA-256 of what the state holds, hex. Never published: it takes part in sealing secret values. */
  readonly content: string;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/**
 * Reads what `terraform state pull` wrote: nothing, where there is no state.
 * @throws BadInput if it is no state
 */
export function readState(text: string, file: string): State {
  if (text.trim() === "") return { version: null, content: sha256("") };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const { version, lineage, serial, outputs, resources } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (version !== 4 || typeof lineage !== "string" || typeof serial !== "number")
    throw new BadInput(file, [
      {
        where: file,
        expected: "a state of version 4, with lineage and serial",
        got: value === undefined ? "no JSON" : "something else",
        remedy: "Take it where the plan was made: `terraform state pull`.",
      },
    ]);
  return { version: { lineage, serial }, content: sha256(canonicalJson({ outputs, resources })) };
}
