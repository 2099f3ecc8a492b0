import { type DefaultRenderer, Listr, type ListrTaskWrapper, type SimpleRenderer } from "listr2";
import { STEPS } from "../../model-code/core/lifecycle/steps";
import type { RunEvent } from "../../model-code/hosts/local-runner/run-model";
import { type Display, stepLine } from "./display";

type Wrapper = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

/** A value that comes later. */
class Later<T> {
  resolve!: (value: T) => void;
  readonly promise = new Promise<T>((done) => {
    this.resolve = done;
  });
}

interface Shown {
  readonly ended: Map<string, Later<Extract<RunEvent, { kind: "end" }> | undefined>>;
  readonly tasks: Map<string, Wrapper>;
}

/** A live list: a line a step, what it is doing, and how it went. */
export function terminalDisplay(models: readonly string[], steps: readonly string[]): Display {
  const shown = new Map<string, Shown>(
    models.map((m) => [m, { ended: new Map(STEPS.map((s) => [s.name, new Later()])), tasks: new Map() }]),
  );
  const stepTask = (model: string, name: string) => ({
    title: name,
    task: async (_: unknown, task: Wrapper) => {
      const { ended, tasks } = shown.get(model)!;
      tasks.set(name, task);
      const event = await ended.get(name)!.promise;
      if (event === undefined) return task.skip(`${name.padEnd(17)}not reached`);
      task.title = stepLine(event);
      if (event.outcome.refused.length > 0) throw new Error(`${stepLine(event)}: ${event.outcome.refused.join("; ")}`);
    },
  });
  const list = new Listr(
    models.map((model) => ({
      title: model,
      task: (_: unknown, task) =>
        task.newListr(
          steps.map((s) => stepTask(model, s)),
          { concurrent: false, exitOnError: false, rendererOptions: { collapseSubtasks: false } },
        ),
    })),
    {
      concurrent: true,
      exitOnError: false,
      rendererOptions: { collapseSubtasks: false, collapseErrors: false },
      registerSignalListeners: false,
    },
  );
  const running = list.run().catch(() => {});
  return {
    begin: () => {},
    event(model, event) {
      const { ended, tasks } = shown.get(model)!;
      if (event.kind === "end") ended.get(event.step.name)!.resolve(event);
      if (event.kind !== "progress") return;
      const task = tasks.get(event.step.name);
      if (task === undefined) return;
      if ("doing" in event.event) task.output = `${Math.round(100 * event.event.at)} % ${event.event.doing}`;
      if ("warning" in event.event) task.output = event.event.warning;
    },
    end(model) {
      for (const later of shown.get(model)!.ended.values()) later.resolve(undefined);
    },
    close: async () => {
      await running;
    },
  };
}
