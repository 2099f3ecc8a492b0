import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { carryOut } from "../../model-code/adapters/release/carry-out";
import { beginningText, checkPackage } from "../../model-code/adapters/release/check-package";
import type { StoredManifest } from "../../model-code/adapters/release/release-store";
import type { AuditAction } from "../../model-code/core/audit/chain";
import { mayBeReleased } from "../../model-code/core/lifecycle/step";
import type { ReleaseManifest } from "../../model-code/core/release/manifest";
import { advance, isLastStage, pause, promote, resume, rollBack, stageText, start } from "../../model-code/core/release/transitions";
import { type ReleaseSubject, releasePorts } from "../../model-code/hosts/control/places";
import { releaseTick } from "../../model-code/hosts/control/ticks";
import { EXIT } from "../../model-code/hosts/job-events";
import { knownModel } from "../known-model";
import { MODELS } from "../paths";
import { type EnvironmentOptions, useEnvironment, withEnvironment } from "../session";
import { minutesOf } from "../until";
import { whoIsThis } from "../who";
import { WrongUse } from "../wrong-use";

interface ReleaseFlags extends EnvironmentOptions {
  readonly models: string;
  readonly who: string;
  readonly reason?: string;
  readonly json?: boolean;
}

interface RollOutFlags extends ReleaseFlags {
  readonly picked: string;
  readonly wait: string;
  readonly reason: string;
}

interface Release extends ReleaseSubject {
  readonly current: StoredManifest | undefined;
  readonly registry: BlobModelRegistry;
}

/** Opens the environment and reads the release of a model. */
async function useRelease(model: string, flags: ReleaseFlags, use: (release: Release) => Promise<void>): Promise<void> {
  await useEnvironment(flags, async (places) => {
    const tick = { model: await knownModel(resolve(flags.models), model, places.packages), places, clock: () => new Date() };
    const current = await releasePorts(tick).releases.read(model);
    await use({ ...tick, current, registry: new BlobModelRegistry(places.packages) });
  });
}

function released({ model, current }: Release): StoredManifest {
  if (current === undefined)
    throw new WrongUse(`model: expected one that was released, got "${model.name}". Begin with: npx mlops release start ${model.name}.`);
  return current;
}

/** Announces and makes a change that a person asked for. */
async function change(release: Release, next: ReleaseManifest, action: AuditAction, why: string, flags: ReleaseFlags): Promise<void> {
  const before = release.current?.manifest;
  const digest = next.candidate?.digest ?? before?.candidate?.digest ?? before?.stable ?? next.stable;
  await carryOut(releasePorts(release), release.current, next, { who: flags.who, action, why, digest, evidence: null });
  await show(release, next, flags);
}

async function show({ model, registry }: Release, manifest: ReleaseManifest, { json }: ReleaseFlags): Promise<void> {
  if (json) {
    console.log(JSON.stringify(manifest));
    return;
  }
  const versions = await registry.list(model.name);
  console.log(`${model.name}: ${stageText(manifest)}, since ${manifest.since} (version ${manifest.version} of the manifest)`);
  const packages = { stable: manifest.stable, candidate: manifest.candidate?.digest ?? null, previous: manifest.previous };
  for (const [role, digest] of Object.entries(packages)) {
    if (digest === null) continue;
    const version = versions.find((v) => v.digest === digest)?.version;
    console.log(`  ${role.padEnd(9)}  ${digest}${version === undefined ? "" : `  version ${version}`}`);
  }
}

const LAST_ENTRIES = 5;

async function status(release: Release, flags: ReleaseFlags): Promise<void> {
  const entries = await releasePorts(release).audit.entries(release.model.name);
  if (flags.json) {
    console.log(JSON.stringify({ manifest: release.current?.manifest ?? null, entries }));
    return;
  }
  if (release.current === undefined) console.log(`${release.model.name}: never released`);
  else await show(release, release.current.manifest, flags);
  for (const e of entries.slice(-LAST_ENTRIES)) console.log(`  ${e.time}  ${e.action}  by ${e.who}: ${e.why}`);
}

interface Chosen {
  readonly version?: string;
  readonly digest?: string;
}

/** The package that is to be released, and how it is called. */
async function choose(
  { model, registry }: Release,
  { version, digest }: Chosen,
): Promise<{ readonly digest: string; readonly name: string }> {
  if (version !== undefined && digest !== undefined)
    throw new WrongUse("--version and --digest: expected one of them, got both. Leave one out.");
  if (version !== undefined && !/^[1-9]\d*$/.test(version))
    throw new WrongUse(`--version: expected a number from 1 on, got "${version}". \`npx mlops models\` lists them.`);
  if (digest !== undefined && !/^[0-9a-f]{64}$/.test(digest))
    throw new WrongUse(`--digest: expected 64 hex digits, got "${digest}". \`npx mlops models\` lists them.`);
  if (digest !== undefined) return { digest, name: `package ${digest}` };
  const found =
    version === undefined ? (await registry.list(model.name)).findLast(mayBeReleased) : await registry.get(model.name, Number(version));
  if (found === undefined)
    throw new WrongUse(`model: expected one with a registered version, got "${model.name}". Make one first: npx mlops run ${model.name}.`);
  return { digest: found.digest, name: `version ${found.version}` };
}

async function begin(release: Release, flags: ReleaseFlags & Chosen): Promise<void> {
  const { model, places, clock, current } = release;
  const { digest, name } = await choose(release, flags);
  const next = start(current?.manifest, model.name, digest, clock());
  const adoption = await checkPackage(places.packages, model.name, digest);
  const first = current === undefined ? ": the first, which answers at once" : "";
  const why = flags.reason ?? `${name} ${adoption === undefined ? "passed its gates" : "was added"}${first}`;
  await change(release, next, "start", beginningText(why, adoption), flags);
}

/** One step of the controller; `--force` goes on where it would hold, but not where a guard rail is violated. */
async function goOn(release: Release, flags: ReleaseFlags & { readonly force?: boolean }): Promise<void> {
  if (flags.force === true && flags.reason === undefined) throw new WrongUse("--force: expected --reason beside it, got none. Say why.");
  const { manifest: before } = released(release);
  const { decision, manifest } = await releaseTick({ ...release, by: flags.who });
  if (flags.json) console.log(JSON.stringify(decision));
  else console.log([`${decision.action}`, ...decision.reasons.map((r) => `  ${r}`)].join("\n"));
  if (decision.action !== "hold" || flags.force !== true) {
    if (!flags.json && manifest !== undefined) await show(release, manifest, flags);
    process.exitCode = decision.action === "advance" || decision.action === "promote" ? EXIT.done : EXIT.refused;
    return;
  }
  const last = before.candidate !== null && isLastStage(before.candidate, release.model.release);
  const next = (last ? promote : advance)(before, release.model.release, release.clock());
  await change(release, next, last ? "promote" : "advance", `forced: ${flags.reason}`, flags);
}

const LOOKS_EVERY_SECONDS = 60;

/** On Azure the environment's control judges; elsewhere nobody else would. */
async function rollOutPicked(release: Release, flags: RollOutFlags): Promise<void> {
  const [{ readPicked }, { rollOut }] = await Promise.all([import("../release/picked"), import("../release/roll-out")]);
  const { digest, version } = readPicked(flags.picked, release.model.name);
  const ended = await rollOut({
    ...{ tick: release, digest, by: flags.who, why: flags.reason, judges: flags.in === undefined },
    patience: { minutes: minutesOf(flags.wait), everySeconds: LOOKS_EVERY_SECONDS },
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const last = (await releasePorts(release).audit.newest(release.model.name, 1)).at(-1);
  if (flags.json) console.log(JSON.stringify({ ended, digest, version, last: last ?? null }));
  else
    console.log(
      [`${release.model.name} version ${version}: ${ended}`, ...(last ? [`  ${last.action} by ${last.who}: ${last.why}`] : [])].join("\n"),
    );
  if (ended === "late") process.stderr.write("it goes on by itself; the same command waits for it again\n");
  process.exitCode = ended === "promoted" ? EXIT.done : EXIT.refused;
}

export function addRelease(program: Command): void {
  const release = program.command("release").description("See which package answers, and let another one take over step by step.");
  const command = (name: string, description: string) =>
    withEnvironment(release.command(name).description(description).argument("<model>", "the model's name"))
      .option("--models <dir>", "folder with the models", MODELS)
      .option("--who <name>", "who the audit says it was", whoIsThis())
      .option("--json", "as JSON");
  const reason = "why, for the audit";
  command("status", "Show what is served, where the release is, and what was decided last.").action((model: string, flags: ReleaseFlags) =>
    useRelease(model, flags, (r) => status(r, flags)),
  );
  command("start", "Begin the release of a package: in shadow, or at once if it is the model's first.")
    .option(
      "--version <number>",
      "the package that is registered under this version, instead of the newest that passed its gates or was adopted",
    )
    .option("--digest <sha256>", "the package of this digest")
    .option("--reason <text>", reason)
    .action((model: string, flags: ReleaseFlags & Chosen) => useRelease(model, flags, (r) => begin(r, flags)));
  command(
    "advance",
    "Judge the release by what was seen, and do what follows: advance, promote, hold or roll back. Exit code 3 if it does not advance.",
  )
    .option("--force", "advance although the evidence does not suffice; what violates a guard rail is rolled back all the same")
    .option("--reason <text>", `${reason}; needed with --force`)
    .action((model: string, flags: ReleaseFlags & { force?: boolean }) => useRelease(model, flags, (r) => goOn(r, flags)));
  command("pick", "Pick the package that goes from environment to environment, and hold it to its gates and its digest.")
    .option("--package <which>", "newest, of those that passed their gates or were adopted, or the number of a version", "newest")
    .requiredOption("--to <file>", "where its digest is written, for rollout")
    .action((model: string, flags: ReleaseFlags & { package: string; to: string }) =>
      useRelease(model, flags, async (r) => {
        const { pick } = await import("../release/picked");
        const picked = await pick(r, flags.package);
        mkdirSync(dirname(flags.to), { recursive: true });
        writeFileSync(flags.to, `${JSON.stringify(picked)}\n`);
        console.log(flags.json ? JSON.stringify(picked) : `${model}: version ${picked.version}, ${picked.digest}`);
      }),
    );
  command("rollout", "Begin the release of a picked package and wait until its metrics promote it. Exit code 3 if they do not.")
    .requiredOption("--picked <file>", "what pick wrote")
    .option("--wait <minutes>", "how long to wait; the release goes on beyond it", "330")
    .requiredOption("--reason <text>", reason)
    .action((model: string, flags: RollOutFlags) => useRelease(model, flags, (r) => rollOutPicked(r, flags)));
  for (const [name, action, make, description] of [
    ["pause", "pause", pause, "Keep the candidate where it is; guard rails go on."],
    ["resume", "resume", resume, "Let a paused release go on; its stage begins anew."],
    ["rollback", "roll-back", rollBack, "Drop the candidate; without one, go back to what was stable before."],
  ] as const)
    command(name, description)
      .requiredOption("--reason <text>", reason)
      .action((model: string, flags: ReleaseFlags & { reason: string }) =>
        useRelease(model, flags, (r) => change(r, make(released(r).manifest, r.clock()), action, flags.reason, flags)),
      );
}
