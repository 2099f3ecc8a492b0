import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "./bench";
import { CONNECTIONS, type Host, load, median, setStage } from "./serve-setup";
import { tokenIssuer } from "./serve-tokens";

/** Many short ones, turn by turn and there and back: whatever else the machine does meets all hosts, and spoils a few rounds at most. */
const ROUNDS = 15;
const SECONDS = 1;
const WARM_UP_SECONDS = 3;
/** For the store to end what it was brought last. */
const SETTLE_MS = 200;
/** What the scorer must reach of the bare route, and with its log of itself without while another process gives the store the same work. */
const LEAST_OF_BARE = 0.7;
const LEAST_WITH_LOG = 0.9;

/** A host and how it is asked. */
interface Asked {
  readonly host: Host;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether another process brings the store what the log of these rows would be. */
  readonly isBroughtFor: boolean;
}

/** Of each round; processor times in microseconds a request. */
interface Measured {
  readonly rates: number[];
  readonly costs: number[];
  readonly store: number[];
  readonly bringer: number[];
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export const bench: Bench = {
  name: "serve",
  title: `One row over HTTP: 100 trees × 20 features, ${CONNECTIONS} connections, beside a bare Fastify route that calls onnxruntime`,
  async run() {
    const [stage, tokens] = [await setStage(), await tokenIssuer()];
    const { store } = stage;
    try {
      const unlogged = await stage.start("unlogged");
      const hosts: Readonly<Record<string, Asked>> = {
        bare: { host: await stage.start("bare"), headers: {}, isBroughtFor: false },
        unlogged: { host: unlogged, headers: {}, isBroughtFor: false },
        beside: { host: unlogged, headers: {}, isBroughtFor: true },
        scorer: { host: await stage.start("scorer"), headers: {}, isBroughtFor: false },
        tokens: {
          host: await stage.start("scorer", tokens.settings),
          headers: { authorization: `Bearer ${tokens.token}` },
          isBroughtFor: false,
        },
      };
      const there = Object.entries(hosts);
      const measured = Object.fromEntries(
        there.map(([name]): [string, Measured] => [name, { rates: [], costs: [], store: [], bringer: [] }]),
      );
      const ask = ({ host, headers, isBroughtFor }: Asked, seconds: number) =>
        load(
          host,
          stage.body,
          seconds,
          { headers: { "content-type": "application/json", ...headers }, requests: stage.bodies.map((body) => ({ body })) },
          isBroughtFor ? () => store.answered() : undefined,
        );
      const times = async ({ host }: Asked) => ({
        host: await host.processorTime(),
        store: store.storeTime(),
        bringer: store.bringerTime(),
      });
      for (const [, host] of there) await ask(host, WARM_UP_SECONDS);
      for (let round = 0; round < ROUNDS; round++)
        for (const [name, asked] of round % 2 === 0 ? there : [...there].reverse()) {
          await sleep(SETTLE_MS);
          const before = await times(asked);
          const { requests, duration, non2xx, errors } = await ask(asked, SECONDS);
          if (non2xx + errors > 0) throw new Error(`${name}: ${non2xx} answers were not 2xx, ${errors} requests failed`);
          const own = (await asked.host.processorTime()) - before.host;
          // the store ends later than its caller
          await sleep(SETTLE_MS);
          const after = await times(asked);
          const { rates, costs, store: ofStore, bringer } = measured[name]!;
          rates.push(requests.total / duration);
          costs.push(own / requests.total);
          ofStore.push((after.store - before.store) / requests.total);
          bringer.push((after.bringer - before.bringer) / requests.total);
        }
      const rate = (name: string) => Math.round(median(measured[name]!.rates));
      const ratio = (of: "rates" | "costs", name: string, to: string) =>
        median(measured[name]![of].map((r, i) => r / measured[to]![of][i]!));
      const cost = (name: string) => median(measured[name]!.costs);
      return {
        rows: [
          { what: "bare Fastify route with onnxruntime", value: rate("bare"), unit: "/s" },
          { what: "scorer: contract, split, metrics, prediction log", value: rate("scorer"), unit: "/s" },
          { what: "  of the bare route", value: ratio("rates", "scorer", "bare"), unit: "", least: LEAST_OF_BARE },
          { what: "scorer, with tokens of Entra ID checked", value: rate("tokens"), unit: "/s" },
          { what: "  of the bare route", value: ratio("rates", "tokens", "bare"), unit: "" },
          { what: "scorer, without its prediction log", value: rate("unlogged"), unit: "/s" },
          { what: "  with the log of without, the store's own work included", value: ratio("rates", "scorer", "unlogged"), unit: "" },
          { what: "  without, another process brings the store the same", value: rate("beside"), unit: "/s" },
          { what: "  with the log of that", value: ratio("rates", "scorer", "beside"), unit: "", least: LEAST_WITH_LOG },
          { what: "processor time a request, all threads: bare route", value: cost("bare"), unit: "µs" },
          { what: "  scorer", value: cost("scorer"), unit: "µs" },
          { what: "  scorer, without its prediction log", value: cost("unlogged"), unit: "µs" },
          { what: "  the same, another process brings the store the same", value: cost("beside"), unit: "µs" },
          { what: "  without the log of with", value: ratio("costs", "unlogged", "scorer"), unit: "" },
          { what: "  the store, for the scorer", value: mean(measured.scorer!.store), unit: "µs" },
          { what: "  the store, for the other process", value: mean(measured.beside!.store), unit: "µs" },
          { what: "  the other process", value: mean(measured.beside!.bringer), unit: "µs" },
        ],
        notes: [
          "The store that the log goes to, Azurite, runs on the same cores as scorer and caller; elsewhere it is another machine.",
          "What the log costs the scorer is what is left of it when another process, beside a scorer without, gives the store the same work.",
        ],
      };
    } finally {
      await stage.close();
      await tokens.close();
    }
  },
};
