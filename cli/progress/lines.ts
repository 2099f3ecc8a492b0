import { type Display, stepLine } from "./display";

/** One plain line a step: for pipes, logs and agents. */
export function lineDisplay(write: (line: string) => void): Display {
  return {
    begin: (model) => write(`${model}  begins`),
    event(model, event) {
      if (event.kind === "progress" && "warning" in event.event)
        write(`${model}  ${event.step.name.padEnd(17)}warning: ${event.event.warning}`);
      if (event.kind === "end") write(`${model}  ${stepLine(event)}`);
    },
    end: (model, record) => write(`${model}  ${record === undefined ? "stopped" : record.status}`),
    close: async () => {},
  };
}
