import { BadInput } from "../core/problem";
import { readConfig } from "./server/config";
import { startServer } from "./server/start";

/** Ends as Kubernetes and `docker stop` ask for it; at a second signal, at once. */
async function main(): Promise<void> {
  const server = await startServer(readConfig(process.env));
  process.stdout.write(`${JSON.stringify({ listening: server.address })}\n`);
  const end = (signal: NodeJS.Signals) => {
    process.once(signal, () => process.exit(1));
    void server.stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof BadInput || process.env.MLOPS_DEBUG === undefined ? (error as Error).message : (error as Error).stack}\n`,
  );
  process.exitCode = error instanceof BadInput ? 2 : 1;
});
