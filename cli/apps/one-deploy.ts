import { setTimeout as sleep } from "node:timers/promises";
import { ProblemError } from "../../model-code/core/problem";
import type { PackageHealth } from "../../model-code/hosts/package-health";

/** Where a Functions app answers: itself, and what takes its packages. */
export interface AppAddress {
  readonly app: string;
  readonly scm: string;
}

/** How often to look and for how long, in milliseconds. */
export interface Waiting {
  readonly everyMs: number;
  readonly deployedMs: number;
  readonly healthyMs: number;
}

/** A Flex Consumption app takes a minute or two; the first start of a new package as long again. */
const WAITING: Waiting = { everyMs: 5000, deployedMs: 600_000, healthyMs: 300_000 };
const TIMEOUT_MS = 300_000;
const SHOWN = 300;

/** A package did not get onto its app. */
export class AppNotDeployed extends ProblemError {
  readonly code = "APP_NOT_DEPLOYED";
}

/** What Azure says of a deployment; a new one is not known at once. */
type DeploymentStatus = -1 | 0 | 1 | 2 | 3 | 4 | 5 | 6;
const SUCCESS: DeploymentStatus = 4;
const ENDED_BADLY: Readonly<Partial<Record<DeploymentStatus, string>>> = {
  [-1]: "it was cancelled",
  3: "it failed",
  5: "another deployment was under way",
  6: "only a part of it succeeded",
};

interface Deployment {
  readonly status: DeploymentStatus;
  readonly status_text?: string;
  readonly log_url?: string;
}

/** An answer that came whole. */
interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

interface BrokenOff {
  readonly brokenOff: string;
}

export interface OneDeployOptions {
  /** The app's name, for messages. */
  readonly name: string;
  readonly at: AppAddress;
  /** A token of Azure Resource Manager. */
  readonly token: () => Promise<string>;
  readonly waiting?: Waiting;
  /** Whether the app is closed to the internet, which is what most likely keeps one from reaching it. */
  readonly isPrivate: boolean;
}

/** Addresses of an app in Azure's public cloud. */
export const addressOf = (name: string): AppAddress => ({
  app: `https://${name}.azurewebsites.net`,
  scm: `https://${name}.scm.azurewebsites.net`,
});

/**
 * The content hash of the package that an app runs.
 * @returns null if it does not say: it runs none, another's, or does not answer
 */
export async function runningPackage({ app }: AppAddress): Promise<string | null> {
  try {
    const answer = await fetch(`${app}/health`, { signal: AbortSignal.timeout(30_000) });
    return answer.ok ? (((await answer.json()) as Partial<PackageHealth>).package ?? null) : null;
  } catch {
    return null;
  }
}

/**
 * Puts a package onto a Flex Consumption app by OneDeploy, and waits until the app says that it runs it. Nothing is built on the way: the
 * package has its modules.
 * @param hash the package's content hash, which its `health` gives
 * @throws AppNotDeployed
 * @see Azure Functions, "Deployment technologies": One deploy
 */
export async function oneDeploy(options: OneDeployOptions, zip: Uint8Array, hash: string): Promise<void> {
  const { name, at, token, waiting = WAITING, isPrivate } = options;
  const failed = (expected: string, got: string, remedy: string) => new AppNotDeployed({ where: `app ${name}`, expected, got, remedy });
  const reach = isPrivate
    ? "It is closed to the internet: run this in the environment's network, as its agents do."
    : "Apply the stack that makes the app, then try again.";

  const ask = async (path: string, request: RequestInit = {}): Promise<Answer | BrokenOff> => {
    const headers = { ...request.headers, authorization: `Bearer ${await token()}` };
    try {
      const answer = await fetch(`${at.scm}${path}`, { ...request, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      return { ok: answer.ok, status: answer.status, text: await answer.text() };
    } catch (error) {
      return { brokenOff: ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message };
    }
  };
  const refused = (what: string, answer: Answer) => {
    const got = `${answer.status} ${answer.text.slice(0, SHOWN)}`.trim();
    const remedy =
      answer.status === 401 || answer.status === 403
        ? `Publish as somebody who may change the app, such as the environment's deployer. ${isPrivate ? reach : ""}`.trim()
        : "Try again; the app's deployment log says more if it goes on.";
    return failed(what, got, remedy);
  };

  const answer = await ask("/api/publish?RemoteBuild=false&Deployer=mlops", {
    method: "POST",
    headers: { "content-type": "application/zip" },
    body: new Uint8Array(zip),
  });
  if ("brokenOff" in answer) throw failed("an answer", answer.brokenOff, reach);
  if (!answer.ok) throw refused("that it takes the package", answer);
  const id = answer.text.trim().replaceAll('"', "");

  const until = async (ms: number, isDone: () => Promise<boolean>): Promise<boolean> => {
    const end = performance.now() + ms;
    while (!(await isDone())) {
      if (performance.now() > end) return false;
      await sleep(waiting.everyMs);
    }
    return true;
  };
  const deployed = await until(waiting.deployedMs, async () => {
    const looked = await ask(`/api/deployments/${encodeURIComponent(id)}`);
    // the site starts anew while it is deployed: it was reached before
    if ("brokenOff" in looked || looked.status === 404 || looked.status >= 500) return false;
    if (!looked.ok) throw refused("the deployment's status", looked);
    const { status, status_text: text, log_url: log } = JSON.parse(looked.text) as Deployment;
    const bad = ENDED_BADLY[status];
    if (bad !== undefined)
      throw failed(
        `deployment ${id} to succeed`,
        [bad, text].filter(Boolean).join(": "),
        `Read ${log ?? `${at.scm}/api/deployments/${id}/log`}.`,
      );
    return status === SUCCESS;
  });
  if (!deployed)
    throw failed(`deployment ${id} to succeed`, `none within ${waiting.deployedMs / 1000} s`, `Read ${at.scm}/api/deployments/${id}/log.`);
  if (!(await until(waiting.healthyMs, async () => (await runningPackage(at)) === hash))) {
    const running = await runningPackage(at);
    const got = running === null ? "no answer that says so" : `package ${running}`;
    throw failed(`${at.app}/health to say package ${hash}`, got, "Look at the app's log stream: it was deployed and does not start.");
  }
}
