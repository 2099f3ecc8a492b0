import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dayOf, dayText } from "../../model-code/core/data/day";
import { writeCsv } from "../../model-code/core/data/parse-csv";
import { seededRandom } from "../../model-code/core/random";
import { inProcess } from "./in-process";
import type { Ended } from "./lab";

/** What a person says of a new model beside its data. */
export const SAID = [
  ["--owner", "retail-risk"],
  ["--contact", "retail-risk@example.com"],
  ["--approvers", "model-risk@example.com,head@example.com"],
  ["--objective", "Tell who will not pay a loan back."],
  ["--business-metric", "Losses on loans granted"],
].flat();

export type Row = Readonly<Record<string, string>>;

/** Loans as a lender would export them: an id, numbers, categories, gaps, and a status that follows from them. */
export function loans(rows: number, change: (row: Row, i: number) => Row = (row) => row): readonly Row[] {
  const random = seededRandom("loans");
  return Array.from({ length: rows }, (_, i) => {
    const income = Math.round(Math.exp(10.4 + 0.5 * random.normal()));
    const ratio = 1.2 * random.next();
    const earlier = Math.max(0, random.integer(6) - 3);
    const purpose = ["car", "home", "study", "other"][random.integer(4)]!;
    const weight = -1.2 + 2 * ratio + 0.9 * earlier - 0.00002 * income + (purpose === "other" ? 0.6 : 0);
    const status = random.next() < 1 / (1 + Math.exp(-weight)) ? "bad" : "good";
    const row = {
      loan_id: `L${String(i).padStart(5, "0")}`,
      applied_on: dayText(dayOf(2023, 1, 1) + Math.floor((i * 300) / rows)),
      income: String(income),
      debt_ratio: ratio.toFixed(3),
      earlier_defaults: String(earlier),
      purpose,
      employment: ["salaried", "self", ""][random.integer(3)]!,
      status,
    };
    return change(row, i);
  });
}

export const csvOf = (rows: readonly Row[]): string => writeCsv(Object.keys(rows[0]!), rows);
/** Rows without some of their columns. */
export const without = (rows: readonly Row[], ...names: string[]): readonly Row[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name))));

/** A folder with models and environments of its own, beside which nothing may be left. */
export interface NewModelLab {
  readonly folder: string;
  readonly models: string;
  readonly environments: string;
  /** Writes a CSV file and gives its path. */
  csv(text: string | Uint8Array, name?: string): string;
  run(...args: readonly string[]): Promise<Ended>;
  /** A file of a model. */
  file(model: string, path: string): string;
  /** All files below the folder that holds the models, with their content. */
  everything(): Readonly<Record<string, string>>;
  close(): void;
}

export function newModelLab(): NewModelLab {
  const folder = mkdtempSync(join(tmpdir(), "new-model-lab-"));
  const project = join(folder, "project");
  const [models, environments] = [join(project, "models"), join(project, "environments")];
  mkdirSync(models, { recursive: true });
  // models that environments name must be there; without their data, to be quick
  for (const name of ["market-volatility", "market-direction"]) {
    cpSync(join("model-code/models", name), join(models, name), { recursive: true, filter: (path) => !path.endsWith(".csv") });
  }
  mkdirSync(environments);
  for (const file of readdirSync("environments").filter((f) => f.endsWith(".yaml"))) {
    const text = readFileSync(join("environments", file), "utf8");
    writeFileSync(join(environments, file), text.replace(/^models: .*$/m, "models: [market-volatility]"));
  }
  return {
    folder,
    models,
    environments,
    csv(text, name = "loans.csv") {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    run: (...args) => inProcess([...args, "--models", models, ...(args[0] === "new-model" ? ["--environments-folder", environments] : [])]),
    file: (model, path) => readFileSync(join(models, model, path), "utf8"),
    everything: () =>
      Object.fromEntries(
        readdirSync(project, { recursive: true, encoding: "utf8" })
          .filter((path) => statSync(join(project, path)).isFile())
          .map((path) => [path, readFileSync(join(project, path), "utf8")]),
      ),
    close: () => existsSync(folder) && rmSync(folder, { recursive: true, force: true }),
  };
}
