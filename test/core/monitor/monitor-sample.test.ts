import fc from "fast-check";
import { parseDay } from "../../../model-code/core/data/day";
import { MonitorSample } from "../../../model-code/core/monitor/monitor-sample";
import { type MonitoredRows, monitoredRows } from "../../../model-code/core/monitor/monitored-rows";
import { feedbackOf, predictionOf } from "../../support/prediction-rows";

const document = { features: { numbers: ["a"], categories: [] }, rowKey: ["symbol", "date"], time: "date" };
const [ours, others] = ["aa".repeat(32), "bb".repeat(32)];
const texts = ({ features, days, entities, prediction, label }: MonitoredRows) =>
  entities.map((e, i) => [e, days[i], features.numbers[0]?.values[i], prediction[i], label[i]].join(" ")).sort();

const log = fc
  .record({
    asked: fc.array(
      fc.record({
        row: fc.nat(20),
        named: fc.constantFrom("whole", "symbol", "not"),
        digest: fc.constantFrom(ours, ours, others),
        arm: fc.constantFrom("stable", "canary", "shadow"),
        status: fc.constantFrom("ok", "ok", "ok", "error"),
        second: fc.nat(59),
      }),
      { maxLength: 80 },
    ),
    said: fc.array(fc.record({ of: fc.nat(90), byId: fc.boolean(), second: fc.nat(59) }), { maxLength: 40 }),
  })
  .map(({ asked, said }) => {
    const about = (row: number) => ({ symbol: `S${row % 5}`, date: `2009-04-0${1 + (row % 4)}` });
    const predictions = asked.map(({ row, named, digest, arm, status, second }, i) =>
      predictionOf({
        id: `r${i}/0`,
        digest,
        arm,
        status: status as "ok" | "error",
        about: named === "whole" ? about(row) : named === "symbol" ? { symbol: about(row).symbol } : null,
        time: `2009-04-05T00:00:${String(second).padStart(2, "0")}.000Z`,
        features: { a: i },
        score: status === "ok" ? i / 100 : null,
      }),
    );
    const labels = said.map(({ of, byId, second }, i) =>
      feedbackOf({
        id: `f${i}`,
        label: i,
        time: `2009-04-06T00:00:${String(second).padStart(2, "0")}.000Z`,
        prediction: byId ? `r${of}/0` : null,
        about: byId ? null : (predictions[of]?.about ?? about(of)),
      }),
    );
    return { predictions, labels };
  });

test("what fits is judged whole, as if all of the log were in memory", () => {
  fc.assert(
    fc.property(log, ({ predictions, labels }) => {
      const sample = new MonitorSample(ours, document);
      for (const label of labels) sample.label(label);
      for (const prediction of predictions) sample.add(prediction);
      const { rows, sampled } = sample.result();
      const inOrder = [...predictions].sort((a, b) => (`${a.time} ${a.id}` < `${b.time} ${b.id}` ? -1 : 1));
      expect(texts(rows)).toEqual(texts(monitoredRows(inOrder, labels, ours, document)));
      expect(sampled).toBeUndefined();
    }),
  );
});

test("of more rows a sample is judged, and says so; a row that is asked again and again takes one place, and nobody looks late who is left out", () => {
  const sample = new MonitorSample(ours, document, 500);
  for (let i = 0; i < 30_000; i++) {
    const about = { symbol: `S${i % 40}`, date: i < 15_000 ? "2009-04-01" : "2009-04-02" };
    sample.add(predictionOf({ id: `r${i}/0`, time: new Date(Date.UTC(2009, 3, 3) + i).toISOString(), digest: ours, about, score: i }));
  }
  const few = sample.result();
  expect([few.rows.features.rows, few.sampled, Math.min(...few.rows.prediction)]).toEqual([80, undefined, 14_960]);
  for (let i = 0; i < 4000; i++) {
    const about = i < 40 ? { symbol: `S${i}`, date: "2009-04-09" } : null;
    sample.add(predictionOf({ id: `q${i}/0`, digest: ours, about, score: i }));
  }
  const { rows, newest, sampled } = sample.result();
  expect(sampled).toEqual({ share: 1 / 16, answers: 34_000 });
  expect(rows.features.rows).toBeLessThanOrEqual(500);
  expect(rows.features.rows).toBeGreaterThan(4080 / 16 - 4 * Math.sqrt(4080 / 16));
  const days = new Map(newest!.entities.map((e, i) => [e, newest!.days[i]]));
  for (let i = 0; i < 40; i++) expect(days.get(`S${i}`)).toBe(parseDay("2009-04-09"));
});
