import fc from "fast-check";
import { BoundedMap } from "../../../model-code/core/serving/bounded-map";
import { joinLabels, type SaidLabel } from "../../../model-code/core/serving/join-labels";
import type { RowKey } from "../../../model-code/core/serving/prediction-record";
import { type Asked, RowSample } from "../../../model-code/core/serving/row-sample";

interface Answer extends Asked {
  readonly score: number;
}

const time = (second: number) => new Date(Date.UTC(2009, 3, 1, 0, 0, second)).toISOString();
const sampleOf = (most: number, labels: readonly SaidLabel[], answers: readonly Answer[]) => {
  const sample = new RowSample<Answer>({ most, rowOf: (_, key) => key, slotOf: (r) => r.arm, counts: "last" });
  for (const label of labels) sample.label(label);
  for (const answer of answers) sample.add(answer, answer);
  return sample.result();
};

/** Rows with their labels, by the row. */
function labelled(answers: readonly Answer[], labels: readonly SaidLabel[]) {
  const rows = new Map<string, string>();
  for (const { prediction, label } of joinLabels(answers, labels).rows)
    rows.set(
      `${prediction.about === null ? prediction.id : JSON.stringify(prediction.about)} ${prediction.arm}`,
      `${prediction.score} ${label}`,
    );
  return rows;
}

const log = fc
  .record({
    asked: fc.array(
      fc.record({ row: fc.option(fc.nat(40), { nil: null }), arm: fc.constantFrom("stable", "canary", "shadow"), at: fc.nat(1000) }),
      { maxLength: 120 },
    ),
    said: fc.array(fc.record({ of: fc.nat(140), how: fc.constantFrom("id", "row", "both"), at: fc.nat(1000), label: fc.nat(3) }), {
      maxLength: 120,
    }),
  })
  .map(({ asked, said }) => {
    const about = (row: number | null): RowKey | null => (row === null ? null : { symbol: `S${row}` });
    const answers = asked.map(({ row, arm, at }, i): Answer => ({ id: `r${i}/0`, arm, time: time(at), about: about(row), score: i }));
    const labels = said.map(({ of, how, at, label }, i): SaidLabel => {
      const key = about(asked[of]?.row ?? of % 41) as RowKey;
      return { id: `f${i}`, time: time(at), label, prediction: how === "row" ? null : `r${of}/0`, about: how === "id" ? null : key };
    });
    return { answers, labels };
  });
const inOrder = (answers: readonly Answer[]) => [...answers].sort((a, b) => (`${a.time} ${a.id}` < `${b.time} ${b.id}` ? -1 : 1));

test("rows that fit are all there, each with its last answer and its label, however the label named it", () => {
  fc.assert(
    fc.property(log, ({ answers, labels }) => {
      const { predictions, labels: kept, share, answers: seen } = sampleOf(1000, labels, answers);
      expect(labelled(predictions, kept)).toEqual(labelled(inOrder(answers), labels));
      expect([share, seen]).toEqual([1, answers.length]);
    }),
  );
});

test("of more rows a part is there, the same in whatever order they come, each with its own last answer and its label", () => {
  fc.assert(
    fc.property(log, fc.integer({ min: 1, max: 60 }), fc.nat(), ({ answers, labels }, most, by) => {
      const { predictions, labels: kept, share } = sampleOf(most, labels, answers);
      const [part, whole] = [labelled(predictions, kept), labelled(inOrder(answers), labels)];
      // of labels by ids that do not fit, a row that was asked several times may lack its own
      const isWhole = new Set(labels.flatMap((l) => l.prediction ?? [])).size <= most;
      const score = (value: string | undefined) => (isWhole ? value : value?.split(" ")[0]);
      for (const [row, value] of part) expect(score(value)).toBe(score(whole.get(row)));
      expect(new Set(predictions.map((p) => (p.about === null ? p.id : p.about.symbol))).size).toBeLessThanOrEqual(most);
      const shuffled = [...answers].sort((a, b) => ((a.score * 7919 + by) % 101) - ((b.score * 7919 + by) % 101));
      const again = sampleOf(most, [...labels].reverse(), shuffled);
      expect([again.share, again.predictions]).toEqual([share, predictions]);
      expect(labelled(again.predictions, again.labels)).toEqual(part);
    }),
  );
});

test("rows that were asked once keep their labels, named by what they are about or by the answer's id, when both are a sample", () => {
  const answers = Array.from({ length: 5000 }, (_, i): Answer => {
    const about = i % 2 === 0 ? null : { symbol: `S${i}` };
    return { id: `r${i}/0`, arm: "stable", time: time(i), about, score: i };
  });
  const named = (by: "id" | "row") =>
    answers.map(({ id, about, score }): SaidLabel => {
      const byRow = by === "row" && about !== null;
      return { id: `f${score}`, time: time(9000), label: score, prediction: byRow ? null : id, about: byRow ? about : null };
    });
  for (const by of ["id", "row"] as const) {
    const { predictions, labels, share } = sampleOf(1000, named(by), answers);
    const { rows } = joinLabels(predictions, labels);
    expect(rows.map((r) => r.label)).toEqual(predictions.map((p) => p.score));
    expect(share).toBeLessThan(1);
    // by ids that are drawn for themselves the share of rows is less, at the same chance for each
    expect(predictions.length / 5000 / share).toBeGreaterThan(0.7);
  }
});

test("what is held of 200,000 keys is a part of the stated share, and no more than may be", () => {
  const held = new BoundedMap<number>(1000);
  for (let i = 0; i < 200_000; i++) held.set(`request-${i}/0`, i);
  const values = [...held.values()];
  expect(held.share).toBe(1 / 256);
  // 781 of 200,000 are expected; four standard errors are 112
  expect(Math.abs(values.length - 200_000 / 256)).toBeLessThan(112);
  expect(Math.abs(values.reduce((a, b) => a + b, 0) / values.length - 100_000)).toBeLessThan((4 * 57_735) / Math.sqrt(values.length));
});
