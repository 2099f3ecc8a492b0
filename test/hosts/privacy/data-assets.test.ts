import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { unlister, versionOf } from "../../../model-code/hosts/privacy/data-assets";
import { eraseFromLake } from "../../../model-code/hosts/privacy/erase-from-lake";
import { memoryStore } from "../../support/memory-store";

const WORKSPACE = `/subscriptions/${"0".repeat(36)}/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w`;
const SHA = "0123456789abcdef".repeat(4);
const subject = { column: "customer_id", value: "17" };
const ASKED = `${WORKSPACE}/data/churn-curated/versions/0123456789abcdef0123?api-version=2025-06-01`;

test("of an erasure's folders those that runs on Azure kept are archived while they are there, and nothing goes where that is refused", async () => {
  const store = memoryStore();
  const kept = `churn/${SHA}/customers/rows.csv`;
  for (const name of [kept, `clean/${SHA}/rows.csv`, "churn/curated/rows.csv"]) await store.put("curated", name, "customer_id\n17\n");
  const seen: string[] = [];
  let status = 403;
  const server = createServer(async (request, response) => {
    request.resume();
    seen.push(`${request.method} ${request.url}`);
    const isThere = (await store.head("curated", kept)) !== undefined;
    response.writeHead(isThere ? status : 500, { "content-type": "application/json" }).end('{"properties":{}}');
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const unlist = unlister(
    WORKSPACE,
    { getToken: () => Promise.reject(new Error("asked for a token")) },
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  await expect(eraseFromLake(store, subject, unlist)).rejects.toMatchObject({ code: "DATA_ASSET_FAILED" });
  expect(await store.list("curated")).toHaveLength(3);
  status = 200;
  expect((await eraseFromLake(store, subject, unlist)).folders).toHaveLength(3);
  expect(seen).toEqual([`GET ${ASKED}`, `GET ${ASKED}`, `PUT ${ASKED}`]);
  expect(await store.list("curated")).toEqual([]);
  await new Promise((done) => server.close(done));
});

test("a folder's asset is named as the run that kept it named it", () => {
  expect(versionOf({ zone: "curated", name: "churn", digest: SHA })).toBe("churn-curated:0123456789abcdef0123");
});
