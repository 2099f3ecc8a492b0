import { start } from "../../core/release/transitions";
import type { Tick } from "./places";
import { readRelease, writeRelease } from "./release-document";

/** What became of a package that is to be released. */
export type Opened =
  | { readonly opened: true; readonly stage: "stable" | "shadow" }
  /** Why it was not: there is one under way, it is served already, or the model is retired. */
  | { readonly opened: false; readonly why: string };

/**
 * Begins the release of a package, unless one is under way. To open one twice opens it once.
 * @throws ReleaseConflict if somebody else changed the release at the same time
 */
export async function openRelease({ model, places, clock }: Tick, digest: string): Promise<Opened> {
  const current = await readRelease(places.environment, model.name);
  const manifest = current?.manifest;
  if (manifest?.stable === digest || manifest?.candidate?.digest === digest) return { opened: false, why: `${digest} is released already` };
  if (manifest?.state === "retired") return { opened: false, why: `${model.name} is retired` };
  if (manifest?.candidate) return { opened: false, why: `the release of ${manifest.candidate.digest} is under way` };
  await writeRelease(places.environment, start(manifest, model.name, digest, clock()), current?.etag);
  return { opened: true, stage: manifest === undefined ? "stable" : "shadow" };
}
