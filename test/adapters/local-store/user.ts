/**
 * A process that uses a local store, for tests: `node --require tsx/cjs user.ts <folder>`. Does what it is told, line by line, and answers each line:
 * `put <name> <text>`, `get <name>`, `close`. Its first line is the store's location.
 */
import { createInterface } from "node:readline";
import { connect } from "../../../model-code/adapters/blob-store/connect";
import { openLocalStore } from "../../../model-code/adapters/local-store/open-local-store";

async function main(folder: string): Promise<void> {
  const local = await openLocalStore(folder);
  const store = connect(local.location);
  await store.ensureContainers();
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(local.location);
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, name = "", value = ""] = line.split(" ");
    if (command === "put") say((await store.put("raw", name, value)).etag);
    if (command === "get") say(new TextDecoder().decode((await store.get("raw", name)).content));
    if (command === "close") {
      await local.close();
      say("closed");
      process.stdin.destroy();
      return;
    }
  }
}

void main(process.argv[2] ?? "");
