import { readFileSync } from "node:fs";
import { loadModel } from "../../../model-code/adapters/model-files";
import { PACKAGE_FILES } from "../../../model-code/core/package/layout";
import { parseDocument } from "../../../model-code/core/package/parse-document";
import { SETTINGS } from "../../../model-code/hosts/server/config";

test("docs/serving.md names every setting, what it is and its default", () => {
  const page = readFileSync("docs/serving.md", "utf8");
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const initial = "default" in setting && !String(setting.default).startsWith("/") ? `\`${String(setting.default)}\`` : undefined;
    const line = page.split("\n").find((l) => l.startsWith(`| \`${name}\` |`));
    expect([name, line]).toEqual([name, expect.stringContaining(setting.description)]);
    if (initial !== undefined) expect(line).toContain(initial);
  }
});

test("the README's curl asks for the model's own features", () => {
  const body = /curl [^\n]*\/predict [^\n]*-d '(\{[\s\S]*?\})'/.exec(readFileSync("README.md", "utf8"))?.[1];
  const asked = JSON.parse(body!);
  const { spec } = loadModel("model-code/models", "market-volatility");
  expect(Object.keys(asked.features)).toEqual([...spec.features.numbers, ...spec.features.categories]);
  expect(Object.keys(asked.about)).toEqual([spec.sources[0]!.entity, spec.sources[0]!.time]);
});

test("the example of docs/bring-your-own.md is a package", () => {
  const example = /```json\n([\s\S]*?)```/.exec(readFileSync("docs/bring-your-own.md", "utf8"))?.[1];
  expect(parseDocument(example!, PACKAGE_FILES.document).graph?.output).toEqual({ name: "probabilities", column: 1 });
});
