import { carryOut } from "../../adapters/release/carry-out";
import { beginningText, checkPackage } from "../../adapters/release/check-package";
import type { ReleaseManifest } from "../../core/release/manifest";
import { rollBack, start } from "../../core/release/transitions";
import { CONTROL, NotServed, type ReleaseSubject, releasePorts } from "./places";

/** Who wants it and why, for the audit. */
export interface Said {
  readonly by: string;
  readonly why: string;
}

/** What became of a package that is to be released. */
export interface Opened {
  readonly opened: boolean;
  /** Why it was not: there is a release under way, it is served already, or the model is retired. */
  readonly why: string;
  /** Whether it may begin later: another's release is under way. */
  readonly waits: boolean;
  /** As it is now. */
  readonly manifest: ReleaseManifest;
}

/** Why a package's release is not to begin; undefined if it may. */
function objection({ stable, candidate, state, model }: ReleaseManifest, digest: string): Pick<Opened, "why" | "waits"> | undefined {
  if (state === "retired") return { why: `${model} is retired`, waits: false };
  if (stable === digest || candidate?.digest === digest) return { why: `${digest} is released already`, waits: false };
  return candidate === null ? undefined : { why: `the release of ${candidate.digest} is under way`, waits: true };
}

/**
 * Begins the release of a package, unless one is under way. To open one twice opens it once.
 * @throws ReleaseConflict if somebody else changed the release at the same time; what `checkPackage` throws of the package
 */
export async function openRelease(
  tick: ReleaseSubject,
  digest: string,
  { by, why }: Said = { by: CONTROL, why: "to be released" },
): Promise<Opened> {
  const { model, clock } = tick;
  const ports = releasePorts(tick);
  const current = await ports.releases.read(model.name);
  const against = current && objection(current.manifest, digest);
  if (current !== undefined && against !== undefined) return { opened: false, ...against, manifest: current.manifest };
  const next = start(current?.manifest, model.name, digest, clock());
  const text = beginningText(why, await checkPackage(tick.places.packages, model.name, digest));
  const { manifest } = await carryOut(ports, current, next, { who: by, action: "start", why: text, digest, evidence: null });
  return { opened: true, why, waits: false, manifest };
}

/**
 * Drops the candidate, or goes back to what was stable before.
 * @throws NotServed, NoSuchTransition if there is nothing to go back to, ReleaseConflict
 */
export async function rollBackRelease(tick: ReleaseSubject, { by, why }: Said): Promise<ReleaseManifest> {
  const ports = releasePorts(tick);
  const current = await ports.releases.read(tick.model.name);
  if (current === undefined) throw new NotServed(tick.model.name);
  const { candidate, stable } = current.manifest;
  const entry = { who: by, action: "roll-back", why, digest: candidate?.digest ?? stable, evidence: null } as const;
  return (await carryOut(ports, current, rollBack(current.manifest, tick.clock()), entry)).manifest;
}
