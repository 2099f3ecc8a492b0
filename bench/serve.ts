import type { Bench } from "./bench";
import { CONNECTIONS, type Host, load, median, setStage } from "./serve-setup";
import { tokenIssuer } from "./serve-tokens";

/** Many short ones, turn by turn and there and back: whatever else the machine does meets all hosts, and spoils a few rounds at most. */
const ROUNDS = 15;
const SECONDS = 1;
const WARM_UP_SECONDS = 3;
/** What the scorer must reach of the bare route, and with its log of itself without. */
const LEAST_OF_BARE = 0.7;
const LEAST_WITH_LOG = 0.9;

export const bench: Bench = {
  name: "serve",
  title: `One row over HTTP: 100 trees × 20 features, ${CONNECTIONS} connections, beside a bare Fastify route that calls onnxruntime`,
  async run() {
    const [stage, tokens] = [await setStage(), await tokenIssuer()];
    try {
      const hosts: Readonly<Record<string, { readonly host: Host; readonly headers: Readonly<Record<string, string>> }>> = {
        bare: { host: await stage.start("bare"), headers: {} },
        unlogged: { host: await stage.start("unlogged"), headers: {} },
        scorer: { host: await stage.start("scorer"), headers: {} },
        tokens: { host: await stage.start("scorer", tokens.settings), headers: { authorization: `Bearer ${tokens.token}` } },
      };
      const rates: Record<string, number[]> = { bare: [], unlogged: [], scorer: [], tokens: [] };
      /** Microseconds a request. */
      const costs: Record<string, number[]> = { bare: [], unlogged: [], scorer: [], tokens: [] };
      const ask = ({ host, headers }: (typeof hosts)[string], seconds: number) =>
        load(host, stage.body, seconds, {
          headers: { "content-type": "application/json", ...headers },
          requests: stage.bodies.map((body) => ({ body })),
        });
      const there = Object.entries(hosts);
      for (const [, host] of there) await ask(host, WARM_UP_SECONDS);
      for (let round = 0; round < ROUNDS; round++)
        for (const [name, asked] of round % 2 === 0 ? there : [...there].reverse()) {
          const before = await asked.host.processorTime();
          const { requests, duration, non2xx, errors } = await ask(asked, SECONDS);
          if (non2xx + errors > 0) throw new Error(`${name}: ${non2xx} answers were not 2xx, ${errors} requests failed`);
          rates[name]!.push(requests.total / duration);
          costs[name]!.push(((await asked.host.processorTime()) - before) / requests.total);
        }
      const of = (name: string) => median(rates[name]!);
      const ratio = (name: string, to: string) => median(rates[name]!.map((r, i) => r / rates[to]![i]!));
      const cost = (name: string) => median(costs[name]!);
      return {
        rows: [
          { what: "bare Fastify route with onnxruntime", value: Math.round(of("bare")), unit: "/s" },
          { what: "scorer: contract, split, metrics, prediction log", value: Math.round(of("scorer")), unit: "/s" },
          { what: "  of the bare route", value: ratio("scorer", "bare"), unit: "", least: LEAST_OF_BARE },
          { what: "scorer, with tokens of Entra ID checked", value: Math.round(of("tokens")), unit: "/s" },
          { what: "  of the bare route", value: ratio("tokens", "bare"), unit: "" },
          { what: "scorer, without its prediction log", value: Math.round(of("unlogged")), unit: "/s" },
          { what: "  with the log of without", value: ratio("scorer", "unlogged"), unit: "", least: LEAST_WITH_LOG },
          { what: "processor time a request, all threads: bare route", value: cost("bare"), unit: "µs" },
          { what: "  scorer", value: cost("scorer"), unit: "µs" },
          { what: "  scorer, without its prediction log", value: cost("unlogged"), unit: "µs" },
          { what: "  without the log of with", value: median(costs.unlogged!.map((c, i) => c / costs.scorer![i]!)), unit: "" },
        ],
        notes: ["The store that the log goes to, Azurite, runs on the same cores as scorer and caller."],
      };
    } finally {
      await stage.close();
      await tokens.close();
    }
  },
};
