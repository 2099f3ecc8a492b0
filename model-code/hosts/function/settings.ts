import { BadInput } from "../../core/problem";
import { readConfig, type ServerConfig } from "../server/config";

/** Of the 0.8 GB that an instance of Flex Consumption has for all that it writes, packages among it. */
const SPOOL_BYTES = 256 * 2 ** 20;

/**
 * The scorer's settings where Functions listens. Without tokens it answers only where Functions itself says that it runs on a
 * developer's machine: which address it listens on is not ours to say.
 * @throws BadInput with every problem
 */
export function readFunctionConfig(environment: Readonly<Record<string, string | undefined>>): ServerConfig {
  const config = readConfig({ ...environment, SPOOL_BYTES: environment.SPOOL_BYTES || String(SPOOL_BYTES), HOST: "127.0.0.1" });
  if (config.auth === null && environment.AZURE_FUNCTIONS_ENVIRONMENT !== "Development")
    throw new BadInput("the scorer's environment variables", [
      {
        where: "DEVELOPMENT_WITHOUT_AUTH",
        expected: "none, as AZURE_FUNCTIONS_ENVIRONMENT is not Development",
        got: "true",
        remedy: "Demand tokens: set AUTH_TENANT and AUTH_AUDIENCE.",
      },
    ]);
  return config;
}
