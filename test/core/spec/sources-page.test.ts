import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { changed } from "../../support/fetched";

const blocks = [...readFileSync("docs/sources.md", "utf8").matchAll(/```yaml\n([\s\S]*?)```/g)].map((m) => parse(m[1] ?? ""));

test.each(blocks.map((b) => [JSON.stringify(b).slice(0, 60), b]))("what docs/sources.md shows is sound in a model.yaml: %s", (_, block) => {
  const model = changed((m) => {
    Object.assign(m.sources[0], { kind: "http-api", files: ["bars-*.csv"], http: blocks[0].http });
    if ("cron" in (block.schedule ?? {})) m.schedule = block.schedule;
    else Object.assign(m.sources[0], { http: undefined }, block);
  });
  expect(model.schedule ?? model.sources[0]).toMatchObject(block.schedule ?? block);
});

test("the page shows each kind that is fetched", () => {
  expect(new Set(blocks.map((b) => b.kind ?? "schedule"))).toEqual(new Set(["http-api", "sql", "event-stream", "schedule"]));
});
