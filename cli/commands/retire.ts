import type { Command } from "commander";
import { retireModel } from "../../model-code/adapters/release/retire-model";
import { releasePorts } from "../../model-code/hosts/control/places";
import { type EnvironmentOptions, useEnvironment, withEnvironment } from "../session";
import { whoIsThis } from "../who";
import { WrongUse } from "../wrong-use";

interface RetireFlags extends EnvironmentOptions {
  readonly who: string;
  readonly reason: string;
  readonly json?: boolean;
}

export function addRetire(program: Command): void {
  withEnvironment(
    program
      .command("retire")
      .description("End a model for good: nothing is served any more, and a tombstone says why. Its packages and its audit stay.")
      .argument("<model>", "the model's name")
      .requiredOption("--reason <text>", "why, for the audit and the tombstone")
      .option("--who <name>", "who the audit says it was", whoIsThis())
      .option("--json", "print the tombstone as JSON and nothing else"),
  ).action((model: string, { who, reason: why, ...flags }: RetireFlags) =>
    useEnvironment(flags, async ({ packages, environment }) => {
      const clock = () => new Date();
      const ports = releasePorts({ places: { packages, environment }, clock });
      const current = await ports.releases.read(model);
      if (current === undefined) {
        const known = (await ports.releases.models()).join(", ") || "none was";
        throw new WrongUse(`model: expected one that was released: ${known}; got "${model}". There is nothing to retire.`);
      }
      const tombstone = await retireModel(environment, ports, current, { who, why }, clock());
      console.log(
        flags.json ? JSON.stringify(tombstone) : `${model}: retired ${tombstone.retiredAt} by ${tombstone.who}: ${tombstone.why}`,
      );
    }),
  );
}
