import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { addCommands, COMMANDS } from "../cli/commands";

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...["docs", "model-code/models"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((f) => f.endsWith(".md"))
      .map((f) => join(folder, f)),
  ),
];

test.each(documents)("%s links to what is there", (document) => {
  const links = [...readFileSync(document, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)[^)]*\)/g)].map((m) => m[1]!);
  expect(links.filter((link) => !existsSync(join(dirname(document), link)))).toEqual([]);
});

test("every command that the documents name is there: npm scripts and mlops commands", async () => {
  const scripts = Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts);
  const program = new Command();
  await addCommands(program, []);
  const commands = program.commands.map((c) => c.name());
  expect(commands).toEqual(Object.keys(COMMANDS));
  for (const document of documents) {
    const text = readFileSync(document, "utf8");
    for (const [, script] of text.matchAll(/npm run ([a-z:-]+)/g))
      expect([document, scripts]).toEqual([document, expect.arrayContaining([script])]);
    for (const [, command] of text.matchAll(/npx mlops ([a-z-]+)/g))
      expect([document, commands]).toEqual([document, expect.arrayContaining([command])]);
  }
});
