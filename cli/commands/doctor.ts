import type { Command } from "commander";
import { EXIT } from "../../model-code/hosts/job-events";
import { ENVIRONMENTS, MODELS, ROOT } from "../paths";
import { WrongUse } from "../wrong-use";

interface DoctorFlags {
  readonly models: string;
  readonly environments: string;
  readonly json?: boolean;
}

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("say what is missing on this machine or in Azure for what you want to do next")
    .description(
      "Look at what the next step needs, on this machine and in Azure, and say of each thing how it stands and what to do. It changes nothing, and asks Azure as whoever is signed in to the Azure CLI. Ends with 1 if something is missing.",
    )
    .argument("[step]", "run, synth, publish, plan, deploy or devops", "run")
    .argument("[env]", "for plan and deploy: the environment, or shared")
    .option("--models <dir>", "folder with the models", MODELS)
    .option("--environments <dir>", "folder with the environments", ENVIRONMENTS)
    .option("--json", "as JSON")
    .action(async (name: string, place: string | undefined, flags: DoctorFlags) => {
      const { AT_A_PLACE, STEP_NAMES, STEPS } = await import("../doctor/steps");
      const step = STEP_NAMES.find((s) => s === name);
      if (step === undefined) throw new WrongUse(`step: expected one of ${STEP_NAMES.join(", ")}, got "${name}". Correct it.`);
      if (AT_A_PLACE.includes(step) !== (place !== undefined))
        throw new WrongUse(
          place === undefined
            ? `env: expected an environment or shared, got none. Say where: npx mlops doctor ${step} dev.`
            : `env: expected none, as ${step} is about no environment, got "${place}". Leave it out.`,
        );
      const { CHECKS } = await import("../doctor/checks");
      const { examine, examinedText } = await import("../doctor/examine");
      const { knownPlaces, surroundingsOf } = await import("../doctor/surroundings");
      const known = knownPlaces(flags.environments);
      if (place !== undefined && !known.includes(place))
        throw new WrongUse(`env: expected one of ${known.join(", ")}, got "${place}". Correct it.`);
      const about = surroundingsOf({ step, ...(place !== undefined && { place }), root: ROOT, ...flags, variables: process.env });
      const found = await examine(CHECKS, about);
      console.log(flags.json === true ? JSON.stringify(found) : examinedText(found, STEPS[step].command(place)));
      process.exitCode = found.some((f) => f.status === "missing") ? EXIT.failed : EXIT.done;
    });
}
