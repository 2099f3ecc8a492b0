import { readFileSync } from "node:fs";
import { join } from "node:path";
import fastify from "fastify";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { RecordLog } from "../model-code/adapters/prediction-log/record-log";
import { readConfig } from "../model-code/hosts/server/config";
import { startServer } from "../model-code/hosts/server/start";

/** What the scorer is held against: a route that reads the same body, calls onnxruntime, and does nothing else. */
async function bare(folder: string): Promise<string> {
  const { features } = JSON.parse(readFileSync(join(folder, "model-package.json"), "utf8")) as { features: { numbers: string[] } };
  const session = await InferenceSession.create(join(folder, "model.onnx"), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const app = fastify();
  const names = features.numbers;
  app.post<{ Body: { features: Record<string, number> } }>("/predict", async ({ body }) => {
    const values = new Float32Array(names.length);
    for (let i = 0; i < names.length; i++) values[i] = body.features[names[i]!]!;
    const { probability } = await session.run({ numbers: new Tensor("float32", values, [1, names.length]) });
    return { probability: (probability!.data as Float32Array)[0] };
  });
  return app.listen({ host: "127.0.0.1", port: 0 });
}

const noLog = <R>(): RecordLog<R> => ({
  append: () => true,
  hold: () => ({ append: () => true, take: () => true, release: () => {} }),
  written: () => Promise.resolve(),
  flush: () => Promise.resolve(),
  appendAndFlush: () => Promise.resolve(),
  close: () => Promise.resolve(),
  stats: { accepted: 0, refused: 0, bufferedBytes: 0, spooledBytes: 0, delivered: 0, dropped: 0, rejected: 0, aged: 0, failure: null },
});

async function main([kind, folder]: readonly string[]): Promise<string> {
  if (kind === "bare") return bare(folder!);
  const server = await startServer(
    readConfig(process.env),
    kind === "unlogged" ? { logs: { predictions: noLog(), feedback: noLog() } } : {},
  );
  await server.poll();
  return server.address;
}

main(process.argv.slice(2)).then(
  (address) => {
    process.on("message", () => process.send!(process.cpuUsage()));
    process.send!({ address });
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
