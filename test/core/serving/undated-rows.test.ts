import type { Problem } from "../../../model-code/core/problem";
import { readLabelsFile } from "../../../model-code/core/serving/labels-file";
import { feedbackContract, parseFeedback } from "../../../model-code/core/serving/parse-feedback";
import { parseAbout } from "../../../model-code/core/serving/predict-request";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";

const NOW = new Date("2026-05-06T07:08:09Z");
const CONTEXT = { time: NOW.toISOString(), source: "import" } as const;
const contract = (source: object) =>
  feedbackContract({ name: "loans", task: "binary-classification", sources: [source] } as unknown as ModelSpec);
const undated = contract({ key: ["contract"] });
const dated = contract({ key: ["contract"], time: "day" });

test.each(["0001-02-03-17", "2019-02-31", "9999-12-31"])("rows without a time may have the key %s", (key) => {
  const problems: Problem[] = [];
  expect(parseAbout({ contract: key }, undated, NOW, "about", problems)).toEqual({ about: { contract: key }, subject: null });
  expect(problems).toEqual([]);
  expect(parseFeedback({ about: { contract: key }, label: 1 }, undated, CONTEXT).about).toEqual({ contract: key });
  parseAbout({ contract: "L1", day: "2019-02-31" }, dated, NOW, "about", problems);
  expect(problems).toMatchObject([{ where: "about/day", got: '"2019-02-31"' }]);
});

test("a file of their labels needs the key alone, and not the lot that no caller knows", () => {
  const { records, rejected } = readLabelsFile("contract,label\n2019-01-31-7,1\n", "labels.csv", undated, CONTEXT);
  expect(rejected).toEqual([]);
  expect(records).toMatchObject([{ about: { contract: "2019-01-31-7" }, label: 1 }]);
});

test("without a key, labels are told by the answer's id", () => {
  expect(() => readLabelsFile("label\n1\n", "labels.csv", contract({}), CONTEXT)).toThrow("the columns label and prediction, got label");
  const { records } = readLabelsFile("prediction,label\nr/0,1\n", "labels.csv", contract({}), CONTEXT);
  expect(records).toMatchObject([{ prediction: "r/0", about: null }]);
});
