import { Agent, request } from "node:http";
import type { AskedRow, Session } from "./sessions";

/** A request that the scorer did not answer with success. */
export class NotAnswered extends Error {
  readonly code = "NOT_ANSWERED";
  constructor(path: string, status: number | undefined, body: string) {
    super(`${path}: expected an answer, got status ${status}: ${body}`);
  }
}

/** Callers under way at a time. */
const AT_A_TIME = 16;

/** What a caller is told of a row. */
export interface Answer {
  readonly digest: string;
  readonly arm: string;
  readonly probability: number;
}

/** The callers of one model's scorer, over real connections that are kept. */
export interface Callers {
  /** Each desk asks about each row of a session. @returns the answers, desk after desk */
  ask(session: Session, desks: number): Promise<readonly Answer[]>;
  /** Tells what came true for each row of a session. */
  tell(session: Session): Promise<void>;
  close(): void;
}

export function callersOf(address: string, model: string): Callers {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
  const post = (path: string, body: unknown): Promise<string> =>
    new Promise((done, fail) => {
      const text = JSON.stringify(body);
      const asked = request(
        `${address}/models/${model}/${path}`,
        { method: "POST", agent, headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text) } },
        (response) => {
          let said = "";
          response.setEncoding("utf8").on("data", (part: string) => {
            said += part;
          });
          response.on("end", () => {
            if (response.statusCode !== undefined && response.statusCode < 300) done(said);
            else fail(new NotAnswered(path, response.statusCode, said));
          });
        },
      );
      asked.on("error", fail);
      asked.end(text);
    });
  return {
    ask: ({ rows }, desks) =>
      Promise.all(
        Array.from({ length: desks }, (_, desk) =>
          rows.map(
            async ({ about, features }: AskedRow) =>
              JSON.parse(await post("predict", { key: `desk-${desk}-${Object.values(about)[0]}`, about, features })) as Answer,
          ),
        ).flat(),
      ),
    async tell({ rows }) {
      await Promise.all(rows.map(({ about, label }) => post("feedback", { about, label })));
    },
    close: () => agent.destroy(),
  };
}
