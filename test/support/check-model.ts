import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { rehearse } from "../../cli/new-model/rehearsal";
import { checkModels } from "../../environments/check-models";
import { loadPlaces } from "../../environments/load";
import { duckdb } from "../../model-code/adapters/duckdb/sql-engine";
import { loadModel, type ModelFolder, modelNames } from "../../model-code/adapters/model-files";
import { orderColumn } from "../../model-code/core/data/row-identity";
import { numbersOf, type Table, takeRows } from "../../model-code/core/data/table";
import { curatedTables } from "../../model-code/core/lifecycle/curated-tables";
import type { InputFolder } from "../../model-code/core/lifecycle/step";
import type { Quality } from "../../model-code/core/lifecycle/steps/validate";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { addPlatform } from "../../stacks/platform";
import { synth } from "./synth";

const TAG = "ab".repeat(32);
const HASHES = { jobImageTag: TAG, serverImageTag: TAG, controlPackage: TAG, functionPackage: TAG };
const ENVIRONMENTS = "environments";
/** Parts of the order, by its quantiles, after which the data is cut off. */
const CUTS = [0.5, 0.75, 0.9];
const MILLISECONDS = 86_400_000;

/** The same model with as little search as there can be. */
const small = (spec: ModelSpec): ModelSpec => ({
  ...spec,
  search: { ...spec.search, trials: 1 },
  evaluation: { ...spec.evaluation, resamples: 100, stress: spec.evaluation.stress.slice(0, 1) },
  candidates: spec.candidates.map((c) => (c.learner === "boosted-trees" ? { ...c, params: { ...c.params, rounds: 20 } } : c)),
});

/** A table's rows as texts, sorted. */
const rowsOf = (table: Table): readonly string[] =>
  Array.from({ length: table.rows }, (_, i) => JSON.stringify(Object.values(table.columns).map((c) => c.values[i] ?? null))).sort();

/** Rows whose order is at most a value; a table without the column is whole. */
function until(table: Table, column: string, last: number): Table {
  const of = table.columns[column];
  if (of === undefined || of.type === "string") return table;
  const end = of.type === "timestamp" ? (last + 1) * MILLISECONDS - 1 : last;
  return takeRows(
    table,
    Array.from(of.values.keys()).filter((i) => of.values[i]! <= end),
  );
}

/**
 * What features.sql gives when the data ends earlier, beside the same rows of what it gives of all data. Of rows without a time the
 * others are cut off by lot: a row must not be told by its neighbours either.
 */
async function cutOff({ spec, file }: ModelFolder, curated: InputFolder) {
  const [query, order] = [file(spec.features.sql), orderColumn(spec.sources[0]!)];
  const tables: Record<string, Table> = {};
  for (const [name, rows] of Object.entries(curatedTables(curated))) tables[name] = await duckdb.query("SELECT * FROM rows", { rows });
  const whole = await duckdb.query(query, tables);
  const values = numbersOf(whole, order).slice().sort();
  const found: { readonly last: number; readonly cut: readonly string[]; readonly same: readonly string[] }[] = [];
  for (const share of CUTS) {
    const last = values[Math.floor(share * values.length)]!;
    const earlier = spec.sources.map((s) => [s.name, until(tables[s.name]!, orderColumn(s), last)] as const);
    found.push({ last, cut: rowsOf(await duckdb.query(query, Object.fromEntries(earlier))), same: rowsOf(until(whole, order, last)) });
  }
  return found;
}

/** What every model must hold before it is merged. Called by a model's own test with its folder; `npm run test:model -- NAME` runs it. */
export function checkModel(folder: string): void {
  const [models, name] = [dirname(folder), basename(folder)];
  const places = () => loadPlaces(ENVIRONMENTS, { models: modelNames(models), variables: {} });
  const model = () => loadModel(models, name);

  test("model.yaml is sound, and its environments have what it asks for", () => {
    expect(checkModels([model().spec], places())).toEqual([]);
  });

  describe("on its sample, with little search", () => {
    let ran: { readonly step: string; readonly quality: Quality; readonly cuts: Awaited<ReturnType<typeof cutOff>> };
    beforeAll(async () => {
      const loaded = model();
      const of = { ...loaded, spec: small(loaded.spec) };
      ran = await rehearse({ model: of, data: resolve(loaded.directory, loaded.spec.sampleData) }, async ({ step, output }) => {
        const curated = output("curated");
        return { step, quality: curated.json<Quality>("quality.json"), cuts: await cutOff(loaded, curated) };
      });
    });

    test("no row breaks the contract beyond what it allows", () => {
      for (const source of Object.values(ran.quality)) expect(source.refusals).toEqual([]);
      expect(Object.values(ran.quality)[0]!.accepted).toBeGreaterThan(0);
    });

    test("a row's features are the same whatever comes after it", () => {
      for (const { cut, same } of ran.cuts) {
        expect(cut.length).toBeGreaterThan(0);
        expect(cut).toEqual(same);
      }
    });

    test("it comes to a verdict: registered, or refused by a gate", () => {
      expect(["select-best", "register"]).toContain(ran.step);
    });
  });

  test("where it trains, its stacks are made, with alerts whose runbooks are there and on the model's own page", () => {
    const { spec } = model();
    const { shared, environments } = places();
    const home = environments.find((e) => e.name === spec.trainsIn)!;
    const hashes = { ...HASHES, modelFiles: { [name]: TAG } };
    const stacks = synth((app) => addPlatform(app, { shared, environments: [{ ...home, models: [name] }], models: [spec], ...hashes }));
    const runbooks = stacks
      .all("azurerm_monitor_scheduled_query_rules_alert_v2")
      .map((alert) => (alert.attributes.action as { custom_properties: { model?: string; runbook: string } }).custom_properties)
      .filter((properties) => properties.model === name)
      .map((properties) => properties.runbook);
    expect(runbooks.length).toBeGreaterThan(5);
    const page = join(folder, "runbook.md");
    const own = existsSync(page) ? readFileSync(page, "utf8") : undefined;
    for (const runbook of runbooks) {
      expect([runbook, existsSync(runbook)]).toEqual([runbook, true]);
      if (own !== undefined) expect(own).toContain(runbook);
    }
  });
}
