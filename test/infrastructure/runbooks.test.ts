import { readdirSync, readFileSync } from "node:fs";
import { analyse } from "../support/kql";

const queries = readdirSync("docs/runbooks").flatMap((file) =>
  [...readFileSync(`docs/runbooks/${file}`, "utf8").matchAll(/```kusto\n([\s\S]*?)```/g)].map(
    ([, query = ""], i) => [`${file} ${i + 1}`, query] as const,
  ),
);

test.each(queries)("%s: the query can be asked as it stands", (_, query) => {
  expect(analyse(query.replaceAll(/^ {3}/gm, "")).problems).toEqual([]);
});

test("there are queries to hold", () => {
  expect(queries.length).toBeGreaterThan(8);
});
