import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkModels } from "../../../environments/check-models";
import { readModels } from "../../../model-code/adapters/model-files";
import type { Problem } from "../../../model-code/core/problem";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import { changed } from "../../support/fetched";
import { environment, models, places } from "../../support/platform";

const HOURS = { from: "08:00", until: "18:00", timeZone: "UTC" };
const named = (name: string): ModelSpec => ({ ...models[0]!, name });
const problemsOf = (model: ModelSpec) => {
  const dev = environment({ models: [model.name] });
  return checkModels([model], { ...places(), environments: [dev, { ...dev, name: "prod" }] }).map(
    (p) => `${p.where}: expected ${p.expected}, got ${p.got}. ${p.remedy}`,
  );
};

test("a host in an environment that is none is refused", () => {
  expect(problemsOf(changed((m) => Object.assign(m.serving, { hosts: { prd: "aks", dev: "functions" } })))).toEqual([
    'market-volatility/model.yaml serving/hosts/prd: expected one of dev, prod, got "prd". Name an environment.',
  ]);
});

test("hours are refused where no host of the model has any, and taken where one has", () => {
  const hosts = (host: "aks" | "functions", hosts: object) =>
    problemsOf(changed((m) => Object.assign(m.serving, { hours: HOURS, host, hosts })));
  expect(hosts("functions", {})).toEqual([
    "market-volatility/model.yaml serving/hours: expected none: Functions answers always, and costs nothing while nobody asks, got 08:00 to 18:00. Remove it, or serve the model on AKS.",
  ]);
  expect(hosts("aks", { dev: "functions", prod: "functions" })).toHaveLength(1);
  expect(hosts("aks", { dev: "functions" })).toEqual([]);
  expect(hosts("functions", { prod: "aks" })).toEqual([]);
});

test("a stream is refused where a host is AKS, or where the hub's name is taken", () => {
  const stream = (hosts: object, name = "market-volatility") =>
    problemsOf({ ...changed((m) => Object.assign(m.serving, { stream: true, host: "functions", hosts })), name });
  expect(stream({ prod: "aks" })).toEqual([
    "market-volatility/model.yaml serving/stream: expected false where AKS answers: only Functions is called for events, got true. Serve the model on Functions in each environment that has it, or send its rows to /predict/batch.",
  ]);
  expect(stream({}, "events").join()).toContain('expected a name that no hub of the environment has already, got "events"');
  expect(stream({})).toEqual([]);
});

test.each(["default", "gateway", "kube-system", "kube-anything", "gatekeeper-system", "app-routing-system", "aks-command"])(
  "%s is no name for a model on AKS, whose namespace has its name",
  (name) => {
    expect(problemsOf(named(name)).join()).toContain(`${name}/model.yaml name: expected a name that no namespace of a cluster has already`);
    expect(problemsOf({ ...named(name), serving: { ...models[0]!.serving, host: "functions", hosts: {} } })).toEqual([]);
  },
);

test("a name that only begins like one that is taken is a model's", () => {
  for (const name of ["gateway-faults", "kubes", "defaults"]) expect(problemsOf(named(name))).toEqual([]);
});

test("what is wrong within model.yaml hides nothing of what is wrong beside the environments", () => {
  const folder = mkdtempSync(join(tmpdir(), "models-"));
  try {
    cpSync("model-code/models", folder, { recursive: true, filter: (from) => !from.endsWith(".parquet") });
    const path = join(folder, "market-volatility", "model.yaml");
    const text = readFileSync(path, "utf8")
      .replace(/^trainsIn: .*$/m, "trainsIn: nowhere")
      .replace(/^( +)hosts: .*$/m, '$1hosts: { moon: aks }\n$1hours: { from: "18:00", until: "08:00", timeZone: Mars/Olympus }');
    writeFileSync(path, text);
    const problems: Problem[] = [];
    const specs = readModels(folder, problems, { sample: false }).map((m) => m.spec);
    expect(specs.map((s) => s.name)).toEqual(["market-direction", "market-volatility"]);
    const where = [...problems, ...checkModels(specs, places())].map((p) => p.where.replace("market-volatility/model.yaml ", ""));
    expect(where).toEqual(["serving/hours/until", "serving/hours/timeZone", "trainsIn", "serving/hosts/moon"]);

    writeFileSync(path, text.replace(/^owner:/m, "owned:"));
    const unread: Problem[] = [];
    expect(readModels(folder, unread, { sample: false }).map((m) => m.spec.name)).toEqual(["market-direction"]);
    expect(unread.length).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
