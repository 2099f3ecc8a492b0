import { Registry } from "prom-client";
import { tallied } from "../../../model-code/hosts/server/tallied";

test("what is counted is there by its labels whenever somebody asks, and nothing counts twice", async () => {
  const registry = new Registry();
  const count = tallied({ name: "answers", help: "Answers.", labelNames: ["route", "status"], registers: [registry] });
  const lines = async () => (await registry.metrics()).split("\n").filter((line) => line.startsWith("answers"));
  expect(await lines()).toEqual([]);
  count("/a", 200);
  count("/b", 200);
  count("/a", 200);
  count("/a", 503);
  const first = ['answers{route="/a",status="200"} 2', 'answers{route="/b",status="200"} 1', 'answers{route="/a",status="503"} 1'];
  expect(await lines()).toEqual(first);
  expect(await lines()).toEqual(first);
  count("/b", 200);
  expect(await lines()).toEqual([first[0], 'answers{route="/b",status="200"} 2', first[2]]);
});
