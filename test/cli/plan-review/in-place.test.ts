import { DEVOPS_OPENINGS, DEVOPS_PROTECTIONS, DEVOPS_RIGHTS } from "../../../cli/plan-review/dangers/devops-settings";
import { OPENINGS } from "../../../cli/plan-review/dangers/openings";
import { PROTECTIONS } from "../../../cli/plan-review/dangers/protections";
import { RIGHTS } from "../../../cli/plan-review/dangers/rights";
import { dangersIn, type Setting } from "../../../cli/plan-review/dangers/setting";
import { findingsOf } from "../../../cli/plan-review/review";
import { AGEING_CASES } from "./cases/ageing";
import { AZURE_CASES } from "./cases/azure";
import { CLUSTER_CASES } from "./cases/cluster";
import { COST_CASES } from "./cases/cost";
import { DEVOPS_CASES } from "./cases/devops";
import { OPENING_CASES } from "./cases/openings";
import { ROLE_CASES } from "./cases/roles";
import type { InPlace } from "./in-place";
import { changesIn, resource, SURROUNDINGS } from "./plan";

const TABLES: readonly Setting[] = [...PROTECTIONS, ...OPENINGS, ...RIGHTS, ...DEVOPS_PROTECTIONS, ...DEVOPS_RIGHTS, ...DEVOPS_OPENINGS];

const RULES = ["loses-data", "unprotects", "opens-network", "widens-role", "costs-more", "takes-away"];
const changesOf = ([type, before, after]: InPlace) => {
  const isNew = Object.keys(before).length === 0;
  const json = after as Readonly<Record<string, unknown>>;
  const unknown = Object.fromEntries(Object.entries(json).filter(([, value]) => value === "unknown"));
  const known = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== "unknown"));
  return changesIn("prod-data", [
    resource({
      type,
      actions: isNew ? ["create"] : ["update"],
      ...(!isNew && { before: before as Record<string, unknown> }),
      after: known,
      change: { after_unknown: Object.fromEntries(Object.keys(unknown).map((key) => [key, true])) },
    }),
  ]);
};

const CASES: readonly InPlace[] = [
  ...AGEING_CASES,
  ...AZURE_CASES,
  ...CLUSTER_CASES,
  ...COST_CASES,
  ...DEVOPS_CASES,
  ...OPENING_CASES,
  ...ROLE_CASES,
];

test.each(CASES.map((c, i) => [i + 1, c[0], c] as const))("%i %s", (_, __, c) => {
  const found = findingsOf([changesOf(c)], SURROUNDINGS).filter((f) => RULES.includes(f.rule));
  expect(found.map((f) => `${f.rule} ${f.level} ${f.what}`)).toEqual(c.slice(3));
});

test("each row of each table is what some case trips over", () => {
  const tripped = new Set(CASES.flatMap((c) => changesOf(c).changes.flatMap((change) => dangersIn(TABLES, change).map(([s]) => s))));
  expect(TABLES.filter((s) => !tripped.has(s)).map((s) => `${s.of} ${s.at}`)).toEqual([]);
});
