import { commandLine } from "../../cli/command-line";
import { EXIT } from "../../model-code/hosts/job-events";
import type { Ended } from "./lab";

/** Runs the command line in this process, which saves its start. One at a time. */
export async function inProcess(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    jest.spyOn(process[stream], "write").mockImplementation((text) => {
      said[stream] += text.toString();
      return true;
    }),
  );
  spies.push(
    jest.spyOn(console, "log").mockImplementation((text: string) => {
      said.stdout += `${text}\n`;
    }) as never,
  );
  const before = { exitCode: process.exitCode, isTTY: process.stdin.isTTY, env: { ...process.env } };
  // whoever runs the tests is not asked
  process.stdin.isTTY = false;
  process.exitCode = EXIT.done;
  Object.assign(process.env, { CI: "true", ...env });
  try {
    await commandLine(args);
    return { code: Number(process.exitCode), ...said };
  } finally {
    process.exitCode = before.exitCode;
    process.stdin.isTTY = before.isTTY;
    for (const name of Object.keys({ CI: "true", ...env })) {
      if (before.env[name] === undefined) delete process.env[name];
      else process.env[name] = before.env[name];
    }
    for (const spy of spies) spy.mockRestore();
  }
}
