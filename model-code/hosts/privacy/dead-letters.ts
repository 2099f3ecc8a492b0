import type { BlobStore } from "../../adapters/blob-store/blob-store";
import { concurrently } from "../../adapters/blob-store/concurrently";
import { NotFound } from "../../adapters/blob-store/errors";
import { eventNames, type Subject } from "../../core/privacy/erase-rows";

const AT_ONCE = 16;

/** A dead letter as far as it can tell whose it is. */
interface DeadLetter {
  readonly event?: unknown;
}

/** What could not be read as JSON is about the subject if it is anywhere in it. */
const isAbout = ({ event }: DeadLetter, subject: Subject): boolean =>
  typeof event === "string" ? event.includes(subject.value) : eventNames(event, subject);

/** Events of streams that could not be scored and name the subject, by blob of the zone `quarantine`. */
export async function deadLettersAbout(store: BlobStore, subject: Subject): Promise<Readonly<Record<string, unknown>>> {
  const letters = await concurrently(AT_ONCE, await store.list("quarantine", "dead-letters/"), async ({ name }) => {
    try {
      const letter = JSON.parse(new TextDecoder().decode((await store.get("quarantine", name)).content)) as DeadLetter;
      return isAbout(letter, subject) ? [[name, letter] as const] : [];
    } catch (error) {
      // deleted by age since it was listed
      if (error instanceof NotFound) return [];
      throw error;
    }
  });
  return Object.fromEntries(letters.flat());
}

/** Deletes them. @returns how many there were */
export async function eraseDeadLetters(store: BlobStore, subject: Subject): Promise<number> {
  const blobs = Object.keys(await deadLettersAbout(store, subject));
  await concurrently(AT_ONCE, blobs, (blob) => store.delete("quarantine", blob));
  return blobs.length;
}
