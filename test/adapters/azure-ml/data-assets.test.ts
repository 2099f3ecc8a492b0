import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { archiveDataAsset, type DataAsset, putDataAsset } from "../../../model-code/adapters/azure-ml/data-assets";

const WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
const ASSET: DataAsset = {
  name: "fx-curated",
  version: "0123456789abcdef0123",
  uri: "azureml://datastores/curated/paths/fx/0123/",
  description: "Curated rows",
  facts: { sha256: "0123", rows: "5" },
  tags: { model: "fx" },
};

let server: Server;
let seen: { readonly line: string; readonly body: unknown; readonly authorization: string | undefined }[];
let answers: number[];
let there: object;
beforeAll(async () => {
  server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    seen.push({
      line: `${method} ${url}`,
      body: JSON.parse(Buffer.concat(chunks).toString() || "null"),
      authorization: headers.authorization,
    });
    response.writeHead(answers.shift() ?? 200, { "content-type": "application/json" }).end(JSON.stringify({ error: "no", ...there }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
beforeEach(() => {
  seen = [];
  there = {};
});
afterAll(() => new Promise((done) => server.close(done)));

const options = (token = async () => "secret") => ({
  workspaceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${WORKSPACE}`,
  token,
  patience: { tries: 3, silentTries: 1, firstDelayMs: 1, idleMs: 5000 },
});
const put = (token = async () => "secret") => putDataAsset(options(token), ASSET);

test("a content is a version of its asset, with what it determines as properties; no token leaves for a host that is not Azure's", async () => {
  answers = [201];
  await put(() => Promise.reject(new Error("asked for a token")));
  expect(seen).toEqual([
    {
      line: `PUT ${WORKSPACE}/data/fx-curated/versions/0123456789abcdef0123?api-version=2025-06-01`,
      authorization: undefined,
      body: {
        properties: {
          dataType: "uri_folder",
          dataUri: "azureml://datastores/curated/paths/fx/0123/",
          description: "Curated rows",
          isAnonymous: false,
          properties: { sha256: "0123", rows: "5" },
          tags: { model: "fx" },
        },
      },
    },
  ]);
});

test("what passes by itself is tried again", async () => {
  answers = [503, 429, 200];
  await put();
  expect(seen).toHaveLength(3);
});

test.each([
  [
    403,
    1,
    "Give the identity of the job its role on the workspace, which lets it write versions of data: apply the stack ml of the environment.",
  ],
  [503, 3, "What the run wrote is stored: run it again once Azure ML answers."],
])("an answer of %i ends after %i tries and says what to do", async (status, tries, remedy) => {
  answers = [status, status, status];
  const failing = put();
  await expect(failing).rejects.toMatchObject({ code: "DATA_ASSET_FAILED" });
  await expect(failing).rejects.toThrow(
    `data asset fx-curated, version 0123456789abcdef0123: expected that Azure ML takes it, got ${status} {"error":"no"}. ${remedy}`,
  );
  expect(seen).toHaveLength(tries);
});

test("a version whose folder goes is archived with all that was said of it; one that is not there is no error", async () => {
  const line = `${WORKSPACE}/data/fx-curated/versions/0123456789abcdef0123?api-version=2025-06-01`;
  const said = { dataType: "uri_folder", dataUri: ASSET.uri, description: "Curated rows", properties: { rows: "5" } };
  there = { properties: said };
  answers = [200, 200];
  expect(await archiveDataAsset(options(), ASSET)).toBe(true);
  expect(seen.map(({ line, body }) => [line, body])).toEqual([
    [`GET ${line}`, null],
    [`PUT ${line}`, { properties: { ...said, isArchived: true } }],
  ]);
  answers = [404];
  expect(await archiveDataAsset(options(), ASSET)).toBe(false);
  answers = [200, 403];
  await expect(archiveDataAsset(options(), ASSET)).rejects.toMatchObject({
    code: "DATA_ASSET_FAILED",
    message: expect.stringContaining("AzureML Data Scientist"),
  });
});
