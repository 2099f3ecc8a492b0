import { resolve } from "node:path";
import type { Command } from "commander";
import { TOOLS_FOLDER } from "../paths";
import { WrongUse } from "../wrong-use";

export function addTools(program: Command): void {
  program
    .command("tools")
    .summary("install Terraform and kubelogin in the versions that pipelines use")
    .description(
      "Install Terraform and kubelogin in the versions that the pipelines use, held to their checksums, for Linux on x64. In a pipeline the steps that follow find them; elsewhere it says what to put on PATH.",
    )
    .option("--to <dir>", "folder for them", TOOLS_FOLDER)
    .action(async ({ to }: { readonly to: string }) => {
      const { TOOLS, TOOLS_PLATFORM } = await import("../tools/table");
      const { install } = await import("../tools/install");
      const { isInPipeline, prependPath } = await import("../azure-pipelines/agent");
      const { platform, arch } = TOOLS_PLATFORM;
      if (process.platform !== platform || process.arch !== arch)
        throw new WrongUse(
          `tools: expected ${platform} on ${arch}, got ${process.platform} on ${process.arch}. Install ${TOOLS.map((t) => `${t.name} ${t.version}`).join(" and ")} by your own means.`,
        );
      for (const { tool, folder, done } of await Promise.all(TOOLS.map((tool) => install(tool, resolve(to))))) {
        console.log(`${tool.name} ${tool.version} ${done}${folder === undefined ? "" : `: ${folder}`}`);
        if (folder !== undefined) console.log(isInPipeline(process.env) ? prependPath(folder) : `  export PATH="${folder}:$PATH"`);
      }
    });
}
