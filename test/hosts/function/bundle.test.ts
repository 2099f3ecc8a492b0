import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildBundle } from "../../../model-code/hosts/bundle";
import { functionsOf } from "../../support/functions-bundle";

test("the bundle is what the Functions host loads: its settings, its main script, and the functions that it makes known", async () => {
  const bundle = await buildBundle("function");
  const json = (file: string) => JSON.parse(readFileSync(join(bundle.directory, file), "utf8"));
  expect(json("package.json")).toMatchObject({ main: "function.js", dependencies: { "onnxruntime-node": expect.any(String) } });
  expect(json("host.json")).toMatchObject({ version: "2.0", extensions: { http: { routePrefix: "" } } });
  const known = functionsOf(bundle, "function.js", { STREAM_EVENT_HUB: "rows" });
  const triggers = Object.fromEntries(
    known.map((f) => [f.name, Object.values(f.bindings).find((b) => String(b.type).endsWith("Trigger"))]),
  );
  expect(triggers.scorer).toMatchObject({ type: "httpTrigger", route: "{*path}", authLevel: "anonymous", methods: ["GET", "POST"] });
  expect(triggers.stream).toMatchObject({
    type: "eventHubTrigger",
    eventHubName: "%STREAM_EVENT_HUB%",
    connection: "STREAM",
    cardinality: "many",
  });
});
