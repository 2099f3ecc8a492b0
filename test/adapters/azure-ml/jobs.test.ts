import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { azureMlJobs } from "../../../model-code/adapters/azure-ml/jobs";

const WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

let server: Server;
let seen: Seen[];
let answer: { readonly status: number; readonly body: unknown };
beforeAll(async () => {
  server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { method, url, headers } = request;
    seen.push({ method: method!, url: url!, authorization: headers.authorization, body: text === "" ? null : JSON.parse(text) });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
beforeEach(() => {
  seen = [];
});
afterAll(() => new Promise((done) => server.close(done)));

const jobs = () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return azureMlJobs({ workspaceId: WORKSPACE, token: async () => "secret", endpoint });
};

test("submits a job under its id, as Azure Resource Manager takes it", async () => {
  answer = { status: 201, body: {} };
  await jobs().submit("run-1", { jobType: "Pipeline" });
  expect(seen).toEqual([
    {
      method: "PUT",
      url: `${WORKSPACE}/jobs/run-1?api-version=2025-06-01`,
      authorization: "Bearer secret",
      body: { properties: { jobType: "Pipeline" } },
    },
  ]);
});

test("reads how a job stands; one that is not there is none", async () => {
  answer = { status: 200, body: { properties: { status: "Running" }, systemData: { createdAt: "2009-05-01T22:00:00Z" } } };
  expect(await jobs().state("run-1")).toEqual({ status: "Running", createdAt: new Date("2009-05-01T22:00:00Z") });
  answer = { status: 404, body: { error: { code: "NotFound" } } };
  expect(await jobs().state("run-2")).toBeUndefined();
});

test.each([
  [403, "Give this host's identity the role AzureML Data Scientist on the workspace."],
  [400, "Correct the job's definition, TRAINING_JOB_… among the settings of control."],
  [503, "It is asked again by itself."],
])("an answer of %i says what to do", async (status, remedy) => {
  answer = { status, body: { error: { message: "no" } } };
  const call = jobs().submit("run-1", {});
  await expect(call).rejects.toMatchObject({ code: "AZURE_ML_FAILED" });
  await expect(call).rejects.toThrow(`job run-1 in w: expected an answer of Azure ML, got ${status} {"error":{"message":"no"}}. ${remedy}`);
});

test("a service that is not there is told as such", async () => {
  const nowhere = azureMlJobs({ workspaceId: WORKSPACE, token: async () => "secret", endpoint: "http://127.0.0.1:9" });
  await expect(nowhere.state("run-1")).rejects.toMatchObject({ code: "AZURE_ML_FAILED" });
});
