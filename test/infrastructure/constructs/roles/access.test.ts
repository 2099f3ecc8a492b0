import { ACCESS, type AccessRow, PRINCIPALS } from "../../../../constructs/roles/access";
import { grantAccess } from "../../../../constructs/roles/grant-access";
import { ROLES } from "../../../../constructs/roles/table";
import { synthIn } from "../../../support/platform";

const parts = Object.entries(ACCESS) as readonly (readonly [string, readonly AccessRow[]])[];
const rows = parts.flatMap(([, list]) => list);

test("a part makes exactly its rows, a row on several resources once each", () => {
  const made = synthIn((stack) => {
    const assignments = grantAccess(stack, "model", {
      who: { scoring: { key: "Scoring", principalId: "s" } },
      on: {
        packages: { key: "packages", id: "/packages" },
        "releases zone": [
          { key: "releases", id: "/releases" },
          { key: "old", id: "/old" },
        ],
        "audit zone": [],
        "predictions table": [],
        "predictions zone": { key: "predictions", id: "/predictions" },
      },
    });
    expect(assignments).toHaveLength(4);
  });
  const given = made.all("azurerm_role_assignment").map(({ attributes: a }) => `${a.principal_id} ${a.role_definition_name} ${a.scope}`);
  expect(given.sort()).toEqual([
    "s Storage Blob Data Contributor /predictions",
    "s Storage Blob Data Reader /old",
    "s Storage Blob Data Reader /packages",
    "s Storage Blob Data Reader /releases",
  ]);
});

test("says which party is missing, by part and path", () => {
  expect(() =>
    synthIn(
      (stack) =>
        void grantAccess(stack, "clusterZone", { who: { cluster: { key: "c", principalId: "c" } }, on: {} as { "API server's zone": [] } }),
    ),
  ).toThrow(`test: clusterZone grants "cluster" on "API server's zone"; give both.`);
});

test("every row says why, names one of the principals, and stands once", () => {
  for (const row of rows) {
    expect(row.why).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(PRINCIPALS)).toContain(row.who);
  }
  for (const [part, list] of parts) expect([part, new Set(list.map((r) => `${r.who} ${r.may} ${r.on}`)).size]).toEqual([part, list.length]);
});

test("no role and no principal is in the tables without being used", () => {
  expect(Object.keys(PRINCIPALS).filter((p) => !rows.some((r) => r.who === p))).toEqual([]);
  expect(Object.keys(ROLES).filter((role) => !rows.some((r) => r.may === role))).toEqual([]);
});

test("people who only look can write nowhere", () => {
  const may = rows.filter((r) => r.who === "readers").map((r) => r.may);
  expect(may.length).toBeGreaterThan(0);
  for (const role of may) expect(role).toMatch(/^(read|view)/);
});
