import { randomUUID } from "node:crypto";
import type { RetrainingRun } from "../../model-code/core/monitor/ledger";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import type { Tick } from "../../model-code/hosts/control/places";
import { followTraining, readLedger, retrainTick } from "../../model-code/hosts/control/ticks";
import type { Training } from "../../model-code/hosts/control/training";
import { EXIT } from "../../model-code/hosts/job-events";
import { azureCli } from "../publish/az";
import { type EnvironmentOptions, useEnvironment } from "../session";
import { minutesOf, type Patience, until } from "../until";
import { whoIsThis } from "../who";
import { WrongUse } from "../wrong-use";
import { azureEnvironment } from "./environment";
import { azureTraining } from "./training";

const LOOKS_EVERY_SECONDS = 60;

export interface AzureRetrainOptions extends EnvironmentOptions {
  readonly in: string;
  readonly reason: string;
  readonly data?: string;
  readonly wait: string;
  readonly json?: boolean;
}

/** How a request ended: refused by the guard, or the run as the ledger holds it when nobody waits any longer. */
export type Ended = { readonly allowed: false; readonly why: string } | { readonly allowed: true; readonly run: RetrainingRun };

/** Asks the guard and waits for the run that it allows. `control` looks after the run as well: who is first records how it ended. */
export async function retrainAndWait(
  tick: Tick & { readonly training: Training },
  request: { readonly why: string; readonly by: string },
  patience: Patience,
): Promise<Ended> {
  // a person who asks twice means it: only what a machine saw is asked about once
  const { allowed, why, run } = await retrainTick({ ...tick, request: { ...request, trigger: "hand", evidence: randomUUID() } });
  if (!allowed || run === undefined) return { allowed: false, why };
  const ofRun = async () => (await readLedger(tick)).runs.find((r) => r.id === run.id) ?? run;
  const ended = await until(async () => {
    await followTraining(tick);
    const now = await ofRun();
    return now.outcome === "running" ? undefined : now;
  }, patience);
  return { allowed: true, run: ended ?? (await ofRun()) };
}

/** `mlops retrain --in`: as `control` would start it, in the environment that the model trains in. */
export async function retrainOnAzure(model: ModelSpec, options: AzureRetrainOptions): Promise<void> {
  if (options.data !== undefined)
    throw new WrongUse("--data: expected none with --in, got one. On Azure the data of the lake is trained on.");
  if (options.in !== model.trainsIn)
    throw new WrongUse(`--in: expected ${model.trainsIn}, where ${model.name} trains, got "${options.in}". Name that one.`);
  const minutes = minutesOf(options.wait);
  const place = await azureEnvironment(options.in);
  await useEnvironment(options, async (places) => {
    const training = await azureTraining(
      place,
      places.environment,
      azureCli((text) => process.stderr.write(text)),
    );
    const tick = { model, places, clock: () => new Date(), training };
    const ended = await retrainAndWait(tick, { why: options.reason, by: whoIsThis() }, { minutes, everySeconds: LOOKS_EVERY_SECONDS });
    if (options.json) console.log(JSON.stringify(ended));
    else console.log(`${model.name}: ${ended.allowed ? `run ${ended.run.id} ${ended.run.outcome}` : `the guard refused: ${ended.why}`}`);
    process.exitCode = exitOf(ended, minutes);
  });
}

function exitOf(ended: Ended, minutes: number): number {
  if (!ended.allowed) return EXIT.refused;
  const { outcome } = ended.run;
  // who did not wait only asked for it to begin
  if (outcome === "packaged" || (outcome === "running" && minutes === 0)) return EXIT.done;
  return outcome === "refused" ? EXIT.refused : EXIT.failed;
}
