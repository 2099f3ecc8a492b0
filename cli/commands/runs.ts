import type { Command } from "commander";
import { exportRuns } from "../../model-code/adapters/tracker/export-runs";
import { MlflowTracker } from "../../model-code/adapters/tracker/mlflow-tracker";
import type { RunSummary } from "../../model-code/adapters/tracker/tracker";
import { runRecord, storeTracker } from "../run-tracker";
import { type StoreOptions, useStore, withStore } from "../session";
import { summaryOf, summaryText } from "../summary";
import { WrongUse } from "../wrong-use";

const line = (r: RunSummary) =>
  [
    r.runId,
    r.experiment,
    r.tags.status ?? r.status.toLowerCase(),
    new Date(r.startTime).toISOString(),
    r.endTime === undefined ? "" : `${((r.endTime - r.startTime) / 1000).toFixed(1)} s`,
  ]
    .join("  ")
    .trimEnd();

export function addRuns(program: Command): void {
  const runs = program.command("runs").description("List runs, look at one, or send them to an MLflow server.");
  withStore(runs.command("list", { isDefault: true }).description("List the runs, oldest first.").argument("[model]", "only this model's"))
    .option("--json", "as JSON")
    .action(async (model: string | undefined, flags: StoreOptions & { json?: boolean }) =>
      useStore(flags, async (store) => {
        const tracker = storeTracker(store, () => new Date());
        const known = await tracker.experiments();
        if (model !== undefined && !known.includes(model))
          throw new WrongUse(`expected a model that has run: ${known.join(", ") || "none has yet"}; got "${model}". Correct its name.`);
        const found = (await Promise.all((model === undefined ? known : [model]).map((e) => tracker.runs(e))))
          .flat()
          .sort((a, b) => a.startTime - b.startTime);
        if (flags.json) console.log(JSON.stringify(found));
        else console.log(found.length === 0 ? "no runs" : found.map(line).join("\n"));
      }),
    );
  withStore(
    runs
      .command("show")
      .description("Show one run: its verdict, its parameters and the last value of each figure.")
      .argument("<model>")
      .argument("<run>"),
  )
    .option("--json", "as JSON, with the whole history")
    .action(async (model: string, runId: string, flags: StoreOptions & { json?: boolean }) =>
      useStore(flags, async (store) => {
        const tracker = storeTracker(store, () => new Date());
        const known = (await tracker.runs(model)).map((r) => r.runId);
        if (!known.includes(runId))
          throw new WrongUse(
            `expected a run of ${model}: ${known.slice(-5).join(", ") || "there is none"}; got "${runId}". See mlops runs.`,
          );
        const run = await tracker.run(model, runId);
        const record = await runRecord(tracker, model, runId);
        if (flags.json) {
          console.log(JSON.stringify({ ...run, record }));
          return;
        }
        console.log(line(run));
        if (record !== undefined) console.log(summaryText(await summaryOf(store, record)));
        for (const [key, value] of Object.entries(run.params)) console.log(`  ${key} = ${value}`);
        for (const [key, value] of new Map(run.metrics.map((m) => [m.key, m.value]))) console.log(`  ${key}  ${value}`);
      }),
    );
  withStore(
    runs
      .command("export")
      .description("Send the runs to an MLflow server; what is there already is not sent again.")
      .requiredOption("--to <url>", "its tracking URI, http://host:port"),
  )
    .option("--model <name>", "only this model's")
    .action(async (flags: StoreOptions & { to: string; model?: string }) => {
      if (!/^https?:\/\//.test(flags.to))
        throw new WrongUse(`--to: expected http:// or https://, got "${flags.to}". Name the server's address.`);
      await useStore(flags, async (store) => {
        const clock = () => Date.now();
        const report = await exportRuns(
          storeTracker(store, () => new Date()),
          new MlflowTracker(flags.to, clock),
          flags.model === undefined ? undefined : [flags.model],
        );
        console.log(`${report.sent.length} runs sent, ${report.resumed.length} taken up, ${report.unchanged.length} were there already`);
        if (report.withoutArtifacts.length > 0)
          console.log(`the server takes no artifacts: those of ${report.withoutArtifacts.join(", ")} stayed behind`);
      });
    });
}
