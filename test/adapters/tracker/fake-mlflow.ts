import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A refusal in MLflow's words. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

type Json = Record<string, unknown>;
interface FakeRun {
  readonly info: Json & { run_id: string; experiment_id: string };
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly metrics: Map<string, Json & { key: string }>;
  readonly artifacts: Map<string, Buffer>;
}

export interface FakeMlflow {
  readonly uri: string;
  /** Method and path of every request. */
  readonly requests: string[];
  readonly authorizations: (string | undefined)[];
  /** Answers a request with this instead, by its number from 1; "lose" does the work and cuts the connection. */
  plan: (number: number, request: string) => { status: number } | "lose" | undefined;
  artifactScheme: string;
  /** Values of metrics in all batches, those that were known already counted too. */
  metricsReceived: number;
  stop(): Promise<void>;
}

/** The fields that each call documents; others are refused, which the real server does not always do. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "GET experiments/get-by-name": ["experiment_name"],
  "POST experiments/create": ["name", "artifact_location", "tags"],
  "POST experiments/search": ["max_results", "page_token", "filter", "order_by", "view_type"],
  "POST runs/create": ["experiment_id", "run_name", "start_time", "tags"],
  "GET runs/get": ["run_id"],
  "POST runs/update": ["run_id", "status", "end_time", "run_name"],
  "POST runs/search": ["experiment_ids", "filter", "run_view_type", "max_results", "order_by", "page_token"],
  "POST runs/log-batch": ["run_id", "metrics", "params", "tags"],
  "GET metrics/get-history": ["run_id", "metric_key", "page_token", "max_results"],
  "GET artifacts/list": ["run_id", "path", "page_token"],
};

/** A server that speaks the part of MLflow's REST API 2.0 that is documented for runs, strictly: unknown fields and over-full batches are refused. */
export async function startFakeMlflow(): Promise<FakeMlflow> {
  const experiments = new Map<string, string>();
  const runs = new Map<string, FakeRun>();
  const runOf = (id: unknown): FakeRun => {
    const run = runs.get(String(id));
    if (!run) throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `Run with id=${id} not found`);
    return run;
  };
  const shown = ({ info, params, tags, metrics }: FakeRun) => ({
    info,
    data: { params: pairs(params), tags: pairs(tags), metrics: [...new Map([...metrics.values()].map((m) => [m.key, m])).values()] },
  });

  const calls: Record<string, (q: Json) => unknown> = {
    "GET experiments/get-by-name": (q) => {
      const id = experiments.get(String(q.experiment_name));
      if (id === undefined) throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no such experiment");
      return { experiment: { experiment_id: id, name: q.experiment_name, lifecycle_stage: "active" } };
    },
    "POST experiments/create": (q) => {
      if (experiments.has(String(q.name))) throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", "it exists");
      experiments.set(String(q.name), String(experiments.size + 1));
      return { experiment_id: experiments.get(String(q.name)) };
    },
    "POST experiments/search": (q) =>
      paged(
        "experiments",
        [...experiments].map(([name, id]) => ({ name, experiment_id: id })),
        q,
      ),
    "POST runs/create": (q) => {
      const id = `run${runs.size + 1}`;
      const info = {
        run_id: id,
        run_name: q.run_name,
        experiment_id: String(q.experiment_id),
        status: "RUNNING",
        start_time: q.start_time,
        artifact_uri: `${fake.artifactScheme}/${q.experiment_id}/${id}/artifacts`,
      };
      const run = {
        info,
        params: new Map(),
        tags: new Map([["mlflow.runName", String(q.run_name)]]),
        metrics: new Map(),
        artifacts: new Map(),
      };
      runs.set(id, run);
      for (const { key, value } of list(q.tags, ["key", "value"])) run.tags.set(String(key), String(value));
      return { run: shown(run) };
    },
    "GET runs/get": (q) => ({ run: shown(runOf(q.run_id)) }),
    "POST runs/update": (q) => {
      const { info } = runOf(q.run_id);
      for (const key of ["status", "end_time", "run_name"]) if (q[key] !== undefined) (info as Json)[key] = q[key];
      return { run_info: info };
    },
    "POST runs/search": (q) => {
      const ids = q.experiment_ids as string[];
      return paged("runs", [...runs.values()].filter((r) => ids.includes(r.info.experiment_id)).map(shown), q);
    },
    "POST runs/log-batch": (q) => {
      const run = runOf(q.run_id);
      const metrics = list(q.metrics, ["key", "value", "timestamp", "step"]);
      const params = list(q.params, ["key", "value"]);
      const tags = list(q.tags, ["key", "value"]);
      if (metrics.length > 1000 || params.length > 100 || tags.length > 100) throw invalid("too many items in a batch");
      if (params.some((p) => String(p.value).length > 6000)) throw invalid("param value too long");
      if (metrics.some((m) => !Number.isInteger(m.step) || !Number.isInteger(m.timestamp))) throw invalid("not an integer");
      if (metrics.some((m) => typeof m.value !== "number" && !/^(NaN|-?Infinity)$/.test(String(m.value)))) throw invalid("not a number");
      for (const { key, value } of params) {
        const before = run.params.get(String(key));
        if (before !== undefined && before !== value) throw invalid("Changing param values is not allowed");
        run.params.set(String(key), String(value));
      }
      for (const { key, value } of tags) run.tags.set(String(key), String(value));
      fake.metricsReceived += metrics.length;
      for (const m of metrics) run.metrics.set(JSON.stringify(m), m as Json & { key: string });
      return {};
    },
    "GET metrics/get-history": (q) =>
      paged(
        "metrics",
        [...runOf(q.run_id).metrics.values()].filter((m) => m.key === q.metric_key),
        q,
      ),
    "GET artifacts/list": (q) => {
      const below = q.path === undefined ? "" : `${q.path}/`;
      const names = [...runOf(q.run_id).artifacts.keys()].filter((name) => name.startsWith(below));
      const entries = new Map(
        names.map((name) => {
          const [head = "", ...rest] = name.slice(below.length).split("/");
          return [below + head, { path: below + head, is_dir: rest.length > 0 }];
        }),
      );
      return paged("files", [...entries.values()], { page_token: q.page_token, max_results: 2 });
    },
  };

  const artifact = (method: string, path: string, body: Buffer): Buffer => {
    const [, id = "", root, ...rest] = path.split("/").map(decodeURIComponent);
    const { artifacts } = runOf(id);
    if (root !== "artifacts") throw invalid("not an artifact's path");
    if (method === "PUT") artifacts.set(rest.join("/"), body);
    const content = artifacts.get(rest.join("/"));
    if (!content) throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no such artifact");
    return method === "PUT" ? Buffer.from("{}") : content;
  };

  const answer = async (incoming: IncomingMessage): Promise<Buffer> => {
    const body = await collect(incoming);
    const method = incoming.method ?? "";
    const url = new URL(incoming.url ?? "", "http://fake");
    const proxied = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/(.*)$/.exec(url.pathname)?.[1];
    if (proxied !== undefined) return artifact(method, proxied, body);
    if (body.length > 1_000_000) throw invalid("Batched logging API requests must be at most 1000000 bytes");
    const name = `${method} ${url.pathname.replace("/api/2.0/mlflow/", "")}`;
    const query: Json = method === "GET" ? Object.fromEntries(url.searchParams) : JSON.parse(body.toString());
    const unknown = Object.keys(query).filter((key) => !FIELDS[name]?.includes(key));
    if (unknown.length > 0 || !calls[name]) throw invalid(`${name} knows no ${unknown.join(", ")}`);
    return Buffer.from(JSON.stringify(calls[name](query)));
  };

  const server = createServer((incoming, outgoing) => {
    const request = `${incoming.method} ${incoming.url}`;
    fake.requests.push(request);
    fake.authorizations.push(incoming.headers.authorization);
    const fault = fake.plan(fake.requests.length, request);
    if (typeof fault === "object") {
      incoming.resume();
      outgoing.writeHead(fault.status).end();
      return;
    }
    answer(incoming).then(
      (content) => (fault === "lose" ? outgoing.destroy() : outgoing.writeHead(200).end(content)),
      (error: Refusal) => outgoing.writeHead(error.status ?? 500).end(JSON.stringify({ error_code: error.code, message: error.message })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeMlflow = {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    authorizations: [],
    plan: () => undefined,
    artifactScheme: "mlflow-artifacts:",
    metricsReceived: 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

const invalid = (message: string) => new Refusal(400, "INVALID_PARAMETER_VALUE", message);
const pairs = (map: Map<string, string>) => [...map].map(([key, value]) => ({ key, value }));

function list(value: unknown, fields: readonly string[]): Json[] {
  const items = (value ?? []) as Json[];
  for (const item of items) for (const key of Object.keys(item)) if (!fields.includes(key)) throw invalid(`unknown field ${key}`);
  return items;
}

/** The server's pages are small, whatever is asked for, as a real one's may be. */
function paged(name: string, all: readonly unknown[], q: Json): Json {
  const from = Number(q.page_token ?? 0);
  const size = Math.min(Number(q.max_results ?? 3), name === "metrics" ? 1000 : 3);
  const more = from + size < all.length ? { next_page_token: String(from + size) } : {};
  return { [name]: all.slice(from, from + size), ...more };
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
