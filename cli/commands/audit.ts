import type { Command } from "commander";
import { AuditLog } from "../../model-code/adapters/audit/audit-log";
import { ReleaseStore } from "../../model-code/adapters/release/release-store";
import type { AuditVerdict } from "../../model-code/core/audit/verify";
import { EXIT } from "../../model-code/hosts/job-events";
import { type EnvironmentOptions, useEnvironment, withEnvironment } from "../session";
import { WrongUse } from "../wrong-use";

function lines({ model, entries, intact, findings, lastNotAnchored, notCarriedOut }: AuditVerdict): readonly string[] {
  return [
    `${model}: ${intact ? "intact" : "NOT intact"}, ${entries} ${entries === 1 ? "entry" : "entries"}`,
    ...findings.map((f) => `  ${f.fault}: ${f.message}`),
    ...(lastNotAnchored ? ["  its last entry is not anchored yet: its writer broke off, and the next one makes good for it"] : []),
    ...notCarriedOut.map((n) => `  entry ${n} was not carried out: its writer broke off, or somebody else was first`),
  ];
}

export function addAudit(program: Command): void {
  const audit = program.command("audit").description("Hold the audit of releases to its chain of hashes.");
  withEnvironment(
    audit
      .command("verify")
      .description("Find entries that were changed, moved, deleted or cut off, and changes that nobody announced.")
      .argument("[model]", "only this model's"),
  )
    .option("--json", "as JSON")
    .action((model: string | undefined, flags: EnvironmentOptions & { json?: boolean }) =>
      useEnvironment(flags, async ({ environment }) => {
        const [log, releases] = [new AuditLog(environment, () => new Date()), new ReleaseStore(environment)];
        const known = [...new Set([...(await log.models()), ...(await releases.models())])].sort();
        if (model !== undefined && !known.includes(model))
          throw new WrongUse(`model: expected one that was released: ${known.join(", ") || "none was"}; got "${model}". Correct its name.`);
        const verdicts: AuditVerdict[] = [];
        for (const name of model === undefined ? known : [model]) verdicts.push(await log.verify(name, await releases.find(name)));
        if (flags.json) console.log(JSON.stringify(verdicts));
        else console.log(verdicts.length === 0 ? "nothing was released" : verdicts.flatMap(lines).join("\n"));
        process.exitCode = verdicts.every((v) => v.intact) ? EXIT.done : EXIT.failed;
      }),
    );
}
