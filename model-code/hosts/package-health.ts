import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { app } from "@azure/functions";

/** The file of a package that holds its content hash; it is no part of what is hashed. */
export const PACKAGE_HASH = "content-hash";

/** What a Functions app says of itself to whoever asks, without a token: which package it runs, and no more. */
export interface PackageHealth {
  /** Content hash; null for a bundle that was not published. */
  readonly package: string | null;
}

/**
 * Makes the route `health` known, by which whoever puts a package onto the app sees that it runs.
 * @param beside folder of the bundle
 */
export function registerHealth(functions: Pick<typeof app, "http">, beside: string): void {
  const file = join(beside, PACKAGE_HASH);
  const health: PackageHealth = { package: existsSync(file) ? readFileSync(file, "utf8").trim() : null };
  functions.http("health", {
    route: "health",
    methods: ["GET"],
    authLevel: "anonymous",
    handler: async () => ({ jsonBody: health, headers: { "cache-control": "no-store" } }),
  });
}
