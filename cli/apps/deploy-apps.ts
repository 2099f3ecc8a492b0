import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { NotFound } from "../../model-code/adapters/blob-store/errors";
import { type Artifact, packageBlob } from "../../model-code/hosts/artifact/artifact";
import type { FunctionsApp } from "./apps-of";
import { type AppAddress, AppNotDeployed, type OneDeployOptions, oneDeploy, runningPackage } from "./one-deploy";

/** What became of an app, or would. */
export interface DeployedApp extends FunctionsApp {
  readonly hash: string;
  readonly did: "there" | "deployed" | "would deploy";
}

/** Whether any app waits for its code. */
export const isWaiting = (apps: readonly DeployedApp[]): boolean => apps.some((app) => app.did === "would deploy");

export interface DeployAppsOptions extends Pick<OneDeployOptions, "token" | "isPrivate" | "waiting"> {
  /** What belongs onto an app: known by its sources. */
  readonly artifactOf: (bundle: FunctionsApp["bundle"]) => Promise<Artifact>;
  /** Where packages were published to. */
  readonly packages: BlobStore;
  readonly addressOf: (name: string) => AppAddress;
  readonly dryRun: boolean;
  /** Told of each app as soon as it is done. */
  readonly tell: (done: DeployedApp) => void;
}

/**
 * Puts the published packages onto their apps, one app after the other; one that already runs its package is left alone.
 * @param dryRun looks, and says what it would do
 * @throws AppNotDeployed for a package that is not published, or an app that does not take it
 */
export async function deployApps(apps: readonly FunctionsApp[], options: DeployAppsOptions): Promise<readonly DeployedApp[]> {
  const { artifactOf, packages, addressOf, dryRun, tell } = options;
  const done: DeployedApp[] = [];
  const published = async (app: FunctionsApp, blob: string): Promise<Uint8Array> => {
    try {
      return (await packages.get("models", blob)).content;
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      const remedy = "Publish it: npx mlops publish <env>.";
      throw new AppNotDeployed({ where: `app ${app.name}`, expected: `the package ${blob} in ${packages.location}`, got: "none", remedy });
    }
  };
  for (const app of apps) {
    const artifact = await artifactOf(app.bundle);
    const { hash } = artifact;
    const at = addressOf(app.name);
    const isThere = (await runningPackage(at)) === hash;
    if (!isThere && !dryRun) await oneDeploy({ ...options, name: app.name, at }, await published(app, packageBlob(artifact)), hash);
    const deployed: DeployedApp = { ...app, hash, did: isThere ? "there" : dryRun ? "would deploy" : "deployed" };
    done.push(deployed);
    tell(deployed);
  }
  return done;
}
