import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { NotFound, PreconditionFailed } from "../../adapters/blob-store/errors";
import { canonicalJson } from "../../core/canonical-json";

/** Of n that write at once the last needs n rounds; more than these are no accident. */
const MOST_ROUNDS = 20;

/** A JSON document in the container of releases. @returns undefined if there is none */
export async function readDocument<T>(store: BlobStore, name: string, parse: (text: string) => T): Promise<T | undefined> {
  return (await readWithEtag(store, name, parse))?.value;
}

async function readWithEtag<T>(store: BlobStore, name: string, parse: (text: string) => T) {
  try {
    const { content, etag } = await store.get("releases", name);
    return { value: parse(new TextDecoder().decode(content)), etag };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/**
 * Changes a JSON document in the container of releases. If somebody else wrote in between, `decide` is asked again about what they
 * wrote: so of two that decide at once, the second knows of the first.
 * @param decide pure; `next` undefined leaves the document as it is
 * @throws PreconditionFailed if others were first for 20 rounds
 */
export async function changeDocument<T, R>(
  store: BlobStore,
  name: string,
  parse: (text: string) => T,
  decide: (current: T | undefined) => { readonly next: T | undefined; readonly result: R },
): Promise<R> {
  for (let round = 1; ; round++) {
    const current = await readWithEtag(store, name, parse);
    const { next, result } = decide(current?.value);
    if (next === undefined) return result;
    try {
      const condition = current === undefined ? { ifNoneMatch: true as const } : { ifMatch: current.etag };
      await store.put("releases", name, canonicalJson(next), { ...condition, contentType: "application/json" });
      return result;
    } catch (error) {
      if (!(error instanceof PreconditionFailed) || round === MOST_ROUNDS) throw error;
    }
  }
}
