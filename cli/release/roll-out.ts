import type { ReleaseManifest } from "../../model-code/core/release/manifest";
import { stageText } from "../../model-code/core/release/transitions";
import { type ReleaseSubject, releasePorts } from "../../model-code/hosts/control/places";
import { openRelease, releaseTick } from "../../model-code/hosts/control/ticks";
import { type Patience, until } from "../until";

export interface RollOut {
  readonly tick: ReleaseSubject;
  readonly digest: string;
  readonly by: string;
  readonly why: string;
  /** Whether this judges the release, too; where `control` runs, that alone does. */
  readonly judges: boolean;
  readonly patience: Patience;
  readonly say: (line: string) => void;
}

/** How a roll-out ended. `waits`: another release is under way; `late`: it goes on, but nobody waits for it any longer. */
export type RolledOut = "promoted" | "rolled back" | "waits" | "refused" | "late";

/**
 * Begins the release of a package, unless it has begun or is over already, and waits until its metrics have said what becomes of it. To
 * do it twice, or again after it was broken off, is to do it once.
 */
export async function rollOut({ tick, digest, by, why, judges, patience, say }: RollOut): Promise<RolledOut> {
  const opened = await openRelease(tick, digest, { by, why });
  say(opened.opened ? `its release has begun: ${stageText(opened.manifest)}` : opened.why);
  if (opened.waits) return "waits";
  if (!opened.opened && !isOf(opened.manifest, digest)) return "refused";
  let last = "";
  const ended = await until(async () => {
    if (judges) await releaseTick(tick);
    const manifest = (await releasePorts(tick).releases.read(tick.model.name))?.manifest;
    if (manifest === undefined || !isOf(manifest, digest)) return "rolled back" as const;
    if (manifest.stable === digest) return "promoted" as const;
    const stage = stageText(manifest);
    if (stage !== last) say(stage);
    last = stage;
    return undefined;
  }, patience);
  return ended ?? "late";
}

const isOf = ({ stable, candidate }: ReleaseManifest, digest: string): boolean => stable === digest || candidate?.digest === digest;
