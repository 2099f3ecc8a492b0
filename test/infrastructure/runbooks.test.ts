import { existsSync, readdirSync, readFileSync } from "node:fs";
import { ACCESS, type AccessRow } from "../../constructs/roles/access";
import { analyse } from "../support/kql";
import { synthPlatform } from "../support/platform";

const queries = readdirSync("docs/runbooks").flatMap((file) =>
  [...readFileSync(`docs/runbooks/${file}`, "utf8").matchAll(/```kusto\n([\s\S]*?)```/g)].map(
    ([, query = ""], i) => [`${file} ${i + 1}`, query] as const,
  ),
);

test.each(queries)("%s: the query can be asked as it stands", (_, query) => {
  expect(analyse(query.replaceAll(/^ {3}/gm, "")).problems).toEqual([]);
});

test("who may change a release is said as the table of roles has it", () => {
  const [, addresses = ""] = /## Addresses\n([\s\S]*?)\n## /.exec(readFileSync("docs/runbooks/README.md", "utf8")) ?? [];
  const rows: readonly AccessRow[] = Object.values(ACCESS).flat();
  const may = (zone: string) => rows.filter((row) => row.may === "writeBlobs" && row.on === zone).map((row) => row.who);
  expect([may("releases zone").sort(), may("audit zone").sort()]).toEqual([
    ["control", "deployer"],
    ["control", "deployer"],
  ]);
  expect(addresses).toContain("two have: `control`, which moves weights, and the deployer");
  for (const pipeline of ["model-release", "retrain"]) {
    expect(addresses).toContain(`\`${pipeline}\``);
    expect(existsSync(`pipelines/${pipeline}.yml`)).toBe(true);
  }
});

test("each role that a runbook has somebody apply again is in the stack that it names", () => {
  const errors = readFileSync("docs/runbooks/model-errors.md", "utf8");
  const [, stack = ""] = /a role is gone: apply `<env>-([a-z]+)-<model>`/.exec(errors) ?? [];
  const given = synthPlatform()
    .all("azurerm_role_assignment")
    .filter((r) => r.stack === `prod-${stack}-market-volatility`);
  expect(given.map((r) => r.address)).toContain("azurerm_role_assignment.Grant-writeBlobs-on-predictions-to-Scoring");
});

test("there are queries to hold", () => {
  expect(queries.length).toBeGreaterThan(8);
});
