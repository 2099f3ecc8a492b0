import { nameOf } from "../../constructs/naming/name";
import type { Environment } from "../../environments/schema";
import { hostIn } from "../../model-code/core/spec/host-in";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { type Patience, until } from "../until";

/** Milliseconds for one answer: an app that slept has to start first. */
const PATIENCE_MS = 60_000;
/** Asked without a token: what is open on every host, as the documentation of the scorer says. */
const READY = "/v2/health/ready";

/** How a model answers its callers in an environment. */
export interface Answering {
  readonly model: string;
  /** Undefined: it is reached from within its cluster only. */
  readonly address: string | undefined;
  readonly is: "ready" | "not asked" | "not ready";
  /** What came instead. */
  readonly got?: string;
}

/** Where callers find a model, or undefined where no address leads there from outside of its cluster. */
export function addressOf(env: Environment, model: Pick<ModelSpec, "name" | "serving">): string | undefined {
  if (hostIn(model, env.name) === "functions") return `https://${nameOf("function-app", env, model.name)}.azurewebsites.net`;
  const { gateway } = env.cluster;
  return gateway === undefined ? undefined : `https://${model.name}.${gateway.domain}`;
}

/** Asks a model whether it is ready, some times: one that has slept needs a while. */
export async function answering(model: string, address: string | undefined, patience: Patience): Promise<Answering> {
  if (address === undefined) return { model, address, is: "not asked" };
  let got = "";
  const ready = await until(async () => {
    try {
      const answer = await fetch(`${address}${READY}`, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: "manual" });
      await answer.body?.cancel();
      got = `HTTP ${answer.status}`;
      return answer.status === 200 ? true : undefined;
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } };
      got = cause?.code ?? message;
      return undefined;
    }
  }, patience);
  return ready ? { model, address, is: "ready" } : { model, address, is: "not ready", got };
}
