import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { loadModel, modelNames } from "../../model-code/adapters/model-files";
import { BlobModelRegistry } from "../../model-code/adapters/registry/blob-model-registry";
import { buildBundle } from "../../model-code/hosts/bundle";
import { EXIT } from "../../model-code/hosts/job-events";
import { MODELS } from "../paths";
import { type EnvironmentOptions, useEnvironment, withEnvironment } from "../session";
import { WrongUse } from "../wrong-use";

interface ServeFlags extends EnvironmentOptions {
  readonly port: string;
}

/** The strictest promise of the models; undefined where none of them is a folder here. */
export function promised(models: readonly string[], folder: string = MODELS): number | undefined {
  const here = modelNames(folder).filter((name) => models.includes(name));
  return here.length === 0 ? undefined : Math.min(...here.map((name) => loadModel(folder, name).spec.serving.slo.p95Milliseconds));
}

/** Settings of the caller's own, such as AUTH_TENANT, pass through; those of the stores are ours. */
function settingsOf(models: readonly string[], flags: ServeFlags, stores: { readonly packages: string; readonly environment: string }) {
  const slo = promised(models);
  const isOpen = process.env.AUTH_AUDIENCE === undefined;
  return {
    HOST: "127.0.0.1",
    CACHE_DIRECTORY: join(resolve(flags.work), "packages"),
    SPOOL_DIRECTORY: join(resolve(flags.work), "spool"),
    POLL_SECONDS: "2",
    ...(isOpen && { DEVELOPMENT_WITHOUT_AUTH: "true" }),
    ...(slo !== undefined && { SLO_P95_MILLISECONDS: String(slo) }),
    ...process.env,
    MODELS: models.join(","),
    PORT: flags.port,
    STORE_URL: stores.environment,
    PACKAGES_URL: stores.packages,
  };
}

export function addServe(program: Command): void {
  withEnvironment(
    program
      .command("serve")
      .summary("serve models over HTTP, from the bundle that is deployed")
      .description(
        "Serve models over HTTP on this machine, from the bundle that is deployed. Without AUTH_AUDIENCE and AUTH_TENANT, no token is asked for, and only this machine can connect. Ctrl-C ends it when all requests are answered.",
      )
      .argument("<models...>", "the models' names"),
  )
    .option("--port <port>", "port to listen on; 0 takes a free one", "8080")
    .action(async (models: string[], flags: ServeFlags) => {
      if (!/^\d{1,5}$/.test(flags.port) || Number(flags.port) > 65535)
        throw new WrongUse(`--port: expected a number from 0 to 65535, got "${flags.port}". Correct it.`);
      const server = await buildBundle("server");
      await useEnvironment(flags, async ({ packages, environment }) => {
        const known = await new BlobModelRegistry(packages).models();
        const odd = models.filter((m) => !known.includes(m));
        if (odd.length > 0)
          throw new WrongUse(
            `expected models that have a version: ${known.join(", ") || "none has yet, begin with npm start"}; got ${odd.join(", ")}.`,
          );
        const env = settingsOf(models, flags, { packages: packages.location, environment: environment.location });
        const child = spawn(process.execPath, [join(server.directory, "server.js")], { stdio: "inherit", env });
        // the terminal sends Ctrl-C to both; the child answers what it has taken, then ends
        const pass = (signal: NodeJS.Signals) => child.kill(signal);
        process.on("SIGTERM", pass);
        process.on("SIGINT", pass);
        const code = await new Promise<number | null>((done) => child.once("exit", done));
        process.off("SIGTERM", pass);
        process.off("SIGINT", pass);
        process.exitCode = code ?? EXIT.failed;
      });
    });
}
