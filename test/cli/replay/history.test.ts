import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeHistory } from "../../../cli/replay/history";
import type { ModelFolder } from "../../../model-code/adapters/model-files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "history-"));
  mkdirSync(join(folder, "sample"));
  writeFileSync(join(folder, "sample", "a.csv"), "loan,day\nL1,2024-03-01\nL2,2024-03-02T23:00:00Z\nL3,2024-03-03\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

const model = (...sources: object[]) =>
  ({ directory: folder, spec: { name: "loans", sampleData: "sample", sources } }) as unknown as ModelFolder;

test("what was known at the end of a day are the lines up to it", () => {
  const history = writeHistory(model({ name: "loans", files: ["*.csv"], time: "day" }), "2024-03-02", join(folder, "out"));
  expect(readFileSync(join(history, "a.csv"), "utf8")).toBe("loan,day\nL1,2024-03-01\nL2,2024-03-02T23:00:00Z\n");
});

test("rows without a time are of no day: each source that has none is told, and nothing is written", () => {
  const sources = [
    { name: "loans", files: ["*.csv"], time: "day" },
    { name: "people", files: ["*.csv"] },
  ];
  expect(() => writeHistory(model(...sources), "2024-03-02", join(folder, "out"))).toThrow(
    "model.yaml sources people: expected a time, by which a day's history ends, got none",
  );
  expect(existsSync(join(folder, "out"))).toBe(false);
});
