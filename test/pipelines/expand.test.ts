import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { evaluate } from "../support/pipeline-expression";
import { expandPipeline } from "../support/pipeline-templates";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "expand-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A pipeline that extends a frame with these stages, in a file of its own. */
function pipeline(stages: string, files: Readonly<Record<string, string>> = {}): string {
  const all = {
    "a.yml": `parameters: [{ name: who, type: string, default: dev }]\nextends: { template: t/frame.yml, parameters: { who: '\${{ parameters.who }}' } }`,
    "t/frame.yml": `parameters: [{ name: who, type: string }, { name: all, type: object, default: [x, y] }]\nvariables: []\nstages:\n${stages}`,
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, "a.yml");
}
const namesOf = (stages: string, files?: Readonly<Record<string, string>>, given = {}) =>
  expandPipeline(pipeline(stages, files), given).stages.map((s) => s.stage);

test("each, if and else, and templates with parameters become what runs", () => {
  const stages = `
  - \${{ each one in parameters.all }}:
      - \${{ if eq(one, 'x') }}:
          - template: part.yml
            parameters: { name: "is_\${{ one }}", with: { a: 1 } }
      - \${{ else }}:
          - { stage: "other_\${{ one }}", jobs: [] }
  - { stage: "\${{ parameters.who }}", jobs: [] }`;
  const part = `parameters: [{ name: name, type: string }, { name: with, type: object }]
stages:
  - stage: \${{ parameters.name }}
    \${{ if ne(parameters.name, '') }}: { condition: "\${{ parameters.with.a }} left" }
    jobs:
      - job: j
        variables:
          \${{ each pair in parameters.with }}: { "\${{ pair.key }}": "\${{ pair.value }}" }
        steps: []`;
  const expanded = expandPipeline(pipeline(stages, { "t/part.yml": part }), { who: "me" });
  expect(expanded.stages.map((s) => [s.stage, s.condition])).toEqual([
    ["is_x", "1 left"],
    ["other_y", undefined],
    ["me", undefined],
  ]);
  expect(expanded.jobs[0]!.variables).toEqual({ a: 1 });
});

test.each([
  [`  - { stage: "\${{ parameters.nobody }}", jobs: [] }`, "there is no parameters.nobody"],
  [`  - { stage: "\${{ variables.x }}", jobs: [] }`, "there is no variables.x"],
  [`  - { stage: "\${{ format('{0}', 1) }}", jobs: [] }`, "format is no function that the tests know"],
  [`  - { stage: "a \${{ parameters.all }}", jobs: [] }`, "is no text"],
  [`  - \${{ if parameters.who }}: []`, "is no condition"],
  [`  - \${{ each x of parameters.all }}: []`, "is no directive that the tests know"],
  [`  - \${{ each x in parameters.who }}: []`, "is no list"],
  ["  - { template: part.yml }", "part.yml: needs the parameter n"],
  ["  - { template: part.yml, parameters: { n: 1, m: 2 } }", "part.yml: declares no parameter m"],
  ["  - { template: part.yml, parameters: { n: one } }", 'part.yml: n is a number, got "one"'],
  ["  - { template: part.yml, parameters: { n: 3 } }", "part.yml: n is one of 1, 2, got 3"],
  ["  - { template: gone.yml }", "no such file"],
])("%s is an error: %s", (stages, message) => {
  const files = { "t/part.yml": "parameters: [{ name: n, type: number, values: [1, 2] }]\nstages: []" };
  expect(() => namesOf(stages, files)).toThrow(message);
});

test.each([
  ["eq(a.b, 'X')", true],
  ["ne(n, 0)", true],
  ["eq(true, false)", false],
  ["eq(eq(n, 1), eq('it''s', 'it''s'))", true],
])("%s is %s", (expression, value) => {
  expect(evaluate(expression, { a: { b: "x" }, n: 1 })).toBe(value);
});

test.each(["eq(n, '1')", "eq(n)", "eq(n, 1", "n n", "n[0]", "", "n +"])("%s is no expression", (expression) => {
  expect(() => evaluate(expression, { n: 1 })).toThrow();
});
