import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = resolve(".");
/** What each part of the tree may import of the others; the first that a path begins with counts. */
const MAY_IMPORT: readonly (readonly [string, readonly string[]])[] = [
  ["model-code/core/", []],
  ["model-code/adapters/", ["model-code/core/"]],
  ["model-code/hosts/", ["model-code/adapters/", "model-code/core/"]],
  ["model-code/models/", ["model-code/adapters/", "model-code/core/"]],
  ["constructs/", ["model-code/core/"]],
  ["environments/", ["constructs/", "model-code/core/"]],
  ["stacks/", ["constructs/", "environments/", "model-code/core/"]],
  ["main.ts", ["stacks/", "environments/", "constructs/policy/", "model-code/"]],
  ["cli/", ["model-code/", "environments/", "stacks/", "constructs/"]],
  ["bench/", ["model-code/", "cli/", "environments/", "stacks/", "constructs/"]],
];
/** Packages that `core` may use: none that reads a clock, a disk or a network. */
const CORE_PACKAGES = ["ajv", "ajv-formats", "csv-parse/sync", "json-schema-to-ts", "node:crypto", "onnx-proto", "vader-sentiment", "yaml"];

const sources = MAY_IMPORT.flatMap(([part]) =>
  part.endsWith(".ts")
    ? [part]
    : readdirSync(part, { recursive: true, encoding: "utf8" })
        .filter((f) => f.endsWith(".ts") && !f.endsWith(".d.ts") && !f.endsWith(".test.ts"))
        .map((f) => join(part, f)),
);
const importsOf = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/^(import type |import |export )[^;]*?from "([^"]+)"|(?<=[( ])import\("([^"]+)"\)/gm)].map(
    (m) => ({ name: (m[2] ?? m[3])!, isType: m[1] === "import type " }),
  );
const local = (file: string, name: string) => relative(ROOT, resolve(dirname(file), name));

test("imports run one way", () => {
  const odd = sources.flatMap((file) => {
    const [part, allowed] = MAY_IMPORT.find(([p]) => file.startsWith(p))!;
    return importsOf(file)
      .filter(({ name }) => name.startsWith("."))
      .map(({ name }) => local(file, name))
      .filter((target) => !target.startsWith(part) && !allowed.some((a) => target.startsWith(a)))
      .map((target) => `${file} imports ${target}`);
  });
  expect(odd).toEqual([]);
});

test("core uses no package that reads a clock, a disk or a network", () => {
  const packages = new Set(
    sources
      .filter((f) => f.startsWith("model-code/core/"))
      .flatMap((f) =>
        importsOf(f)
          .map((i) => i.name)
          .filter((n) => !n.startsWith(".")),
      ),
  );
  expect([...packages].filter((p) => !CORE_PACKAGES.includes(p))).toEqual([]);
  const impure = sources.filter(
    (f) =>
      f.startsWith("model-code/core/") &&
      /\b(Date\.now\(|new Date\(\)|Math\.random\(|process\.|fetch\()/.test(readFileSync(f, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")),
  );
  expect(impure).toEqual([]);
});

// types are gone when the code runs
const graph = new Map(
  sources.map((f) => [
    f,
    importsOf(f)
      .filter((i) => !i.isType && i.name.startsWith("."))
      .map((i) => local(f, i.name))
      .flatMap((t) => [`${t}.ts`, `${t}/index.ts`, t].filter((p) => sources.includes(p)).slice(0, 1)),
  ]),
);

test("no file imports itself by way of others", () => {
  const state = new Map<string, "open" | "done">();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      return;
    }
    state.set(file, "open");
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, "done");
  };
  for (const file of sources) visit(file, []);
  expect(circles).toEqual([]);
});

test("who reads environments and policies does not wait for cdktf: most commands do, and synthesize nothing", () => {
  const begin = sources.filter((f) => f.startsWith("environments/") || f === "constructs/policy/rules.ts");
  const reached = new Set(begin);
  for (const file of reached) for (const next of graph.get(file) ?? []) reached.add(next);
  expect([...reached].filter((f) => f.startsWith("constructs/")).length).toBeGreaterThan(5);
  const heavy = [...reached].filter((f) => importsOf(f).some((i) => !i.isType && /^(@?cdktf|constructs)\b/.test(i.name)));
  expect(heavy).toEqual([]);
});
