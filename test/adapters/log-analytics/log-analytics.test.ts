import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { LogsIngestionClient } from "@azure/monitor-ingestion";
import { LogsQueryClient } from "@azure/monitor-query-logs";
import { type ColumnType, TABLES, type Table } from "../../../constructs/monitoring/tables";
import { auditRow, logAnalyticsAudit } from "../../../model-code/adapters/log-analytics/audit-table";
import { logAnalyticsSink } from "../../../model-code/adapters/log-analytics/log-analytics-sink";
import { predictionRow } from "../../../model-code/adapters/log-analytics/prediction-rows";
import { subjectRows } from "../../../model-code/adapters/log-analytics/subject-rows";
import { seal } from "../../../model-code/core/audit/chain";
import { prediction } from "../prediction-log/records";

const WORKSPACE =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-dev/providers/Microsoft.OperationalInsights/workspaces/log-dev";
const ENDPOINT = "https://dce-dev.westeurope-1.ingest.monitor.azure.com";
const credential = { getToken: async () => ({ token: "a-token", expiresOnTimestamp: Date.now() + 3_600_000 }) };

interface Request {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}
interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

let server: Server;
let address: string;
let requests: Request[];
let answer: (request: Request) => Answer;

beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const request = {
      method: incoming.method!,
      url: decodeURIComponent(incoming.url!),
      authorization: incoming.headers.authorization,
      body: await bodyOf(incoming),
    };
    requests.push(request);
    const { status, body, headers } = answer(request);
    outgoing.writeHead(status, { "content-type": "application/json", ...headers });
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests = [];
});

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return (incoming.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** Sends what a client would send to Azure to the server of this test, after the token has been added, which it refuses to without TLS. */
function toThisTest<C extends { readonly pipeline: LogsIngestionClient["pipeline"] }>(client: C): C {
  client.pipeline.addPolicy(
    {
      name: "to this test",
      sendRequest(request, next) {
        const url = new URL(request.url);
        request.url = `http://${address}${url.pathname}${url.search}`;
        request.allowInsecureConnection = true;
        return next(request);
      },
    },
    { afterPhase: "Sign" },
  );
  return client;
}

const rolledBack = seal(
  "market-volatility",
  { who: "control", action: "roll-back", why: "5 % errors", digest: "ab".repeat(32), manifest: null, evidence: { errors: 0.05 } },
  { sequence: 6, hash: "cd".repeat(32) },
  new Date("2024-05-06T07:08:09.123Z"),
);

test.each<readonly [string, Record<string, unknown>, Table]>([
  ["a prediction", predictionRow(prediction(1), "dev"), TABLES.predictions],
  ["a decision", auditRow(rolledBack, "dev"), TABLES.audit],
])("the row of %s has the table's columns, and each its type", (_, row, { columns }) => {
  expect(Object.keys(row).sort()).toEqual(columns.map((c) => c.name).sort());
  const isOf: Partial<Record<ColumnType, string>> = {
    dateTime: "string",
    string: "string",
    real: "number",
    int: "number",
    long: "number",
    dynamic: "object",
  };
  for (const { name, type } of columns) if (row[name] !== null) expect([name, typeof row[name]]).toEqual([name, isOf[type]]);
});

describe("the sink", () => {
  const sink = () =>
    logAnalyticsSink({
      client: toThisTest(
        new LogsIngestionClient(ENDPOINT, credential, {
          retryOptions: { maxRetries: 1, retryDelayInMs: 1 },
        }),
      ),
      ruleId: "dcr-0123",
      stream: "Custom-Predictions",
      environment: "dev",
    });
  const lines = (...numbers: number[]) => Buffer.from(numbers.map((n) => `${JSON.stringify(prediction(n))}\n`).join(""));
  const batch = (of: Buffer, kind = "predictions") => ({ partition: `m/${kind}/date=2009-04-01`, name: "w-1", lines: of });

  it("sends rows to the rule's stream, with a token", async () => {
    answer = () => ({ status: 204 });
    await sink().deliver(batch(lines(1, 2)));
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: "/dataCollectionRules/dcr-0123/streams/Custom-Predictions?api-version=2023-01-01",
      authorization: "Bearer a-token",
    });
    const rows = JSON.parse(requests[0]!.body) as Record<string, unknown>[];
    expect(rows).toEqual([
      {
        TimeGenerated: "2024-05-06T07:08:09.123Z",
        Environment: "dev",
        Model: "market-volatility",
        Digest: "a".repeat(64),
        RequestId: "request-000001/0",
        Mode: "stable",
        RowKey: { symbol: "IBM", date: "2009-04-01" },
        Subject: null,
        Features: { range_5: 0.0123, note: 'tab\t, line\n, quote" and ü', missing: null },
        Score: 0.5,
        LatencyMs: 0.25,
        Status: 200,
        Flags: [],
      },
      expect.objectContaining({ RequestId: "request-000002/0" }),
    ]);
  });

  it("splits what is larger than the service takes at once", async () => {
    answer = () => ({ status: 204 });
    await sink().deliver(batch(lines(...Array.from({ length: 4000 }, (_, i) => i))));
    expect(requests.length).toBeGreaterThan(1);
    expect(requests.every((r) => r.body.length <= 1_048_576)).toBe(true);
    expect(requests.flatMap((r) => JSON.parse(r.body) as unknown[])).toHaveLength(4000);
  });

  const refusal = (status: number, code: string): Answer => ({ status, body: { error: { code, message: code } } });

  it("tells of what the environment refuses, so that the lines stay in the spool", async () => {
    answer = () => refusal(403, "OperationFailed");
    await expect(sink().deliver(batch(lines(1)))).rejects.toMatchObject({
      code: "INGESTION_FAILED",
      message: expect.stringMatching(/did not take rows of Custom-Predictions: .*Monitoring Metrics Publisher/),
    });
  });

  it.each([
    [400, "InvalidStream"],
    [413, "ContentLengthLimitExceeded"],
  ])("tells lines that are refused for good, HTTP %i, from those that are there", async (status, code) => {
    // large enough to go by itself
    const large = `${JSON.stringify(prediction(2, { features: { note: "x".repeat(1_100_000) } }))}\n`;
    answer = ({ body }) => (body.length > 1_000_000 ? refusal(status, code) : { status: 204 });
    const both = Buffer.concat([lines(1), Buffer.from(large), lines(3)]);
    await expect(sink().deliver(batch(both))).rejects.toMatchObject({ code: "LINES_REFUSED", lines: Buffer.from(large) });
  });

  it("has a batch sent again of which not all was refused for good", async () => {
    const large = Buffer.from(`${JSON.stringify(prediction(2, { features: { note: "x".repeat(1_100_000) } }))}\n`);
    answer = ({ body }) => (body.length > 1_000_000 ? refusal(413, "ContentLengthLimitExceeded") : refusal(403, "OperationFailed"));
    await expect(sink().deliver(batch(Buffer.concat([lines(1), large])))).rejects.toMatchObject({ code: "INGESTION_FAILED" });
  });

  it("sends no labels, which have no table", async () => {
    await sink().deliver(batch(Buffer.from("{}\n"), "feedback"));
    expect(requests).toEqual([]);
  });
});

describe("decisions", () => {
  const table = () =>
    logAnalyticsAudit({
      client: toThisTest(new LogsIngestionClient(ENDPOINT, credential, { retryOptions: { maxRetries: 0 } })),
      ruleId: "dcr-4567",
      environment: "dev",
    });

  it("go to the rule's stream, each with the hash that proves it and nothing of a person whom the model is about", async () => {
    answer = () => ({ status: 204 });
    await table().send([rolledBack]);
    expect(requests.map((r) => r.url)).toEqual(["/dataCollectionRules/dcr-4567/streams/Custom-Audit?api-version=2023-01-01"]);
    expect(JSON.parse(requests[0]!.body)).toEqual([
      {
        TimeGenerated: "2024-05-06T07:08:09.123Z",
        Decided: "2024-05-06T07:08:09.123Z",
        Environment: "dev",
        Model: "market-volatility",
        Digest: "ab".repeat(32),
        Decision: "roll-back",
        Actor: "control",
        Reason: "5 % errors",
        Evidence: { errors: 0.05 },
        Sequence: 7,
        Hash: rolledBack.hash,
      },
    ]);
  });

  it("that are refused are told", async () => {
    answer = () => ({ status: 403, body: { error: { code: "OperationFailed", message: "no" } } });
    await expect(table().send([rolledBack])).rejects.toMatchObject({
      code: "INGESTION_FAILED",
      message: expect.stringContaining("Custom-Audit"),
    });
  });
});

describe("a subject's rows", () => {
  const rows = () =>
    subjectRows(WORKSPACE, credential, toThisTest(new LogsQueryClient(credential)), (url, init) =>
      fetch(url.replace("https://management.azure.com", `http://${address}`), init),
    );

  const table = (columns: readonly string[], rows: readonly (readonly unknown[])[]): Answer => ({
    status: 200,
    body: { tables: [{ name: "PrimaryResult", columns: columns.map((name) => ({ name, type: "string" })), rows }] },
  });
  const asked = ({ body }: Request) => (JSON.parse(body) as { query: string }).query;
  const isDistinct = ({ body }: Request) => body.includes("| distinct Subject");
  /** What a query says once its texts are put in. */
  const read = (kql: string) =>
    kql.replace(/base64_decode_tostring\("([A-Za-z0-9+/=]*)"\)/g, (_, b64: string) =>
      JSON.stringify(Buffer.from(b64, "base64").toString()),
    );

  it("are asked for by model and subject, and nothing that these hold gets into the query", async () => {
    answer = (request) =>
      isDistinct(request)
        ? table(["Subject"], [])
        : table(
            ["RequestId", "Score"],
            [
              ["a/0", 0.25],
              ["b/0", 0.5],
            ],
          );
    const odd = 'x" or 1 == 1 // \\';
    expect(await rows().find("churn", { column: "customer", value: odd })).toEqual([
      { RequestId: "a/0", Score: 0.25 },
      { RequestId: "b/0", Score: 0.5 },
    ]);
    for (const request of requests) {
      expect(request.url).toMatch(new RegExp(`${WORKSPACE}/query$`));
      expect(request.authorization).toBe("Bearer a-token");
      expect(asked(request)).not.toContain("1 == 1");
    }
    expect(requests.map((r) => read(asked(r)))).toEqual([
      `Predictions_CL | where Model == "churn" and (trim(@"[\\t\\n\\x0B\\f\\r ]+", Subject) == ${JSON.stringify(odd)} or Subject matches regex @"[^\\x00-\\x7F]") | distinct Subject`,
      `Predictions_CL | where Model == "churn" and Subject in (${JSON.stringify(odd)})`,
    ]);
  });

  it("are those of all forms of an entity that the log takes for one person, and of nobody else", async () => {
    const forms = ["AB-1", " ab-1", "ａｂ-1", "ab-1\n"];
    answer = (request) =>
      isDistinct(request)
        ? table(
            ["Subject"],
            [...forms, "ab-10", "Äb-1", "ａｂ-2"].map((form) => [form]),
          )
        : request.url.includes("/purge")
          ? { status: 202, body: { operationId: "purge-1" } }
          : table(["RequestId"], [["a/0"]]);
    const subject = { column: "customer", value: "ab-1", isEntity: true };
    await rows().find("churn", subject);
    await rows().purge("churn", subject);
    expect(read(asked(requests[0]!))).toContain(
      '(toupper(trim(@"[\\t\\n\\x0B\\f\\r ]+", replace_regex(Subject, @"[\\t\\n\\x0B\\f\\r ]+", " "))) == "AB-1" or Subject matches regex',
    );
    const wanted = ["ab-1", ...forms];
    expect(read(asked(requests[1]!))).toBe(
      `Predictions_CL | where Model == "churn" and Subject in (${wanted.map((form) => JSON.stringify(form)).join(", ")})`,
    );
    expect(JSON.parse(requests[3]!.body)).toEqual({
      table: "Predictions_CL",
      filters: [
        { column: "Model", operator: "==", value: "churn" },
        { column: "Subject", operator: "in", value: wanted },
      ],
    });
    // where the column is no entity, only what stands around it is no part of it
    requests.length = 0;
    await rows().purge("churn", { ...subject, isEntity: false });
    expect(JSON.parse(requests[1]!.body).filters[1].value).toEqual(["ab-1", " ab-1", "ab-1\n"]);
  });

  it("are not taken for all where the service gave a part", async () => {
    answer = () => ({
      status: 200,
      body: { tables: [{ name: "PrimaryResult", columns: [], rows: [] }], error: { code: "PartialError", message: "too many rows" } },
    });
    await expect(rows().find("churn", { column: "customer", value: "17" })).rejects.toThrow(/a part of the rows only/);
  });

  it("are purged by ARM, which says where its progress is told", async () => {
    answer = (request) =>
      isDistinct(request)
        ? table(["Subject"], [["17"]])
        : {
            status: 202,
            body: { operationId: "purge-970318e7-b859-4edb-8903-83b1b54d0b74" },
            headers: { "x-ms-status-location": "https://management.azure.com/status" },
          };
    expect(await rows().purge("churn", { column: "customer", value: "17" })).toBe("https://management.azure.com/status");
    expect(requests[1]).toMatchObject({
      method: "POST",
      url: `${WORKSPACE}/purge?api-version=2023-09-01`,
      authorization: "Bearer a-token",
    });
    expect(JSON.parse(requests[1]!.body)).toEqual({
      table: "Predictions_CL",
      filters: [
        { column: "Model", operator: "==", value: "churn" },
        { column: "Subject", operator: "in", value: ["17"] },
      ],
    });
  });

  it("are not said to be purged if Azure refuses, or if nobody could be asked what forms there are", async () => {
    const subject = { column: "customer", value: "17" };
    const refusal = { status: 403, body: { error: { code: "AuthorizationFailed" } } };
    answer = (request) => (isDistinct(request) ? table(["Subject"], []) : refusal);
    await expect(rows().purge("churn", subject)).rejects.toThrow(/HTTP 403 .*AuthorizationFailed.*Data Purger/);
    answer = () => refusal;
    requests.length = 0;
    await expect(rows().purge("churn", subject)).rejects.toThrow();
    expect(requests.some((r) => r.url.includes("/purge"))).toBe(false);
  });

  it("are looked for in a workspace only", () => {
    expect(() => subjectRows("log-dev", credential)).toThrow(/--logs: expected an ARM id/);
  });
});
