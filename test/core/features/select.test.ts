import fc from "fast-check";
import { informationAbout } from "../../../model-code/core/features/mutual-information";
import { selectFeatures } from "../../../model-code/core/features/select";
import { sortedColumn, spearman as spearmanOf } from "../../../model-code/core/features/spearman";
import { seededRandom } from "../../../model-code/core/random";

const spearman = (a: Float64Array, b: Float64Array) => spearmanOf(sortedColumn(a), sortedColumn(b));
const mutualInformation = (values: readonly string[], label: Float64Array) => informationAbout(label)(values);

const RULES = { maxMissingShare: 0.5, maxCorrelation: 0.95, keep: [] as string[] };

test("Spearman's correlation of ranks with a tie: 1 − 6·Σd² / n(n²−1) does not hold, Pearson of mean ranks does", () => {
  // ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5 → 4.5 / √22.5
  expect(spearman(Float64Array.of(1, 2, 2, 9), Float64Array.of(10, 20, 30, 40))).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
});

test("Spearman's correlation is 1 for any rising relation, changes sign with it, and looks only at rows where both are there", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 30 }), (values) => {
      const x = Float64Array.from(values);
      expect(
        spearman(
          x,
          x.map((v) => Math.exp(v / 10)),
        ),
      ).toBeCloseTo(1, 12);
      expect(
        spearman(
          x,
          x.map((v) => -(v ** 3)),
        ),
      ).toBeCloseTo(-1, 12);
      expect(spearman(Float64Array.of(...x, Number.NaN), Float64Array.of(...x, 1e9))).toBeCloseTo(1, 12);
    }),
  );
});

test("mutual information: ln 2 if one bit tells the other, 0 if it tells nothing", () => {
  expect(mutualInformation(["a", "b", "a", "b"], Float64Array.of(0, 1, 0, 1))).toBeCloseTo(Math.LN2, 12);
  expect(mutualInformation(["a", "a", "b", "b"], Float64Array.of(0, 1, 0, 1))).toBeCloseTo(0, 12);
  // by hand: p(a,0) = 2/4, p(b,0) = 0, p(a,1) = 1/4, p(b,1) = 1/4: ½·ln(½/(¾·½)) + ¼·ln(¼/(¾·½)) + ¼·ln(¼/(¼·½))
  expect(mutualInformation(["a", "a", "a", "b"], Float64Array.of(0, 0, 1, 1))).toBeCloseTo(
    0.5 * Math.log(4 / 3) + 0.25 * Math.log(2 / 3) + 0.25 * Math.log(2),
    12,
  );
});

test("leaves out what is missing, what never varies and what says again, and says why", () => {
  const random = seededRandom("select");
  const label = Float64Array.from({ length: 400 }, () => random.integer(2));
  const strong = label.map((l) => l + 0.5 * random.normal());
  const number = (name: string, values: Float64Array) => ({ name, values });
  const { numbers, categories, findings } = selectFeatures(
    {
      rows: 400,
      numbers: [
        number(
          "twin",
          strong.map((v) => 2 * v + 0.05 * random.normal()),
        ),
        number("strong", strong),
        number("flat", new Float64Array(400)),
        number(
          "rare",
          strong.map((v, i) => (i % 4 === 0 ? v : Number.NaN)),
        ),
        number(
          "noise",
          strong.map(() => random.normal()),
        ),
      ],
      categories: [{ name: "day", values: Array.from(label, (_, i) => ["Mon", "Tue"][i % 2]!) }],
    },
    label,
    RULES,
  );
  expect(numbers).toHaveLength(2);
  expect(numbers).toContain("noise");
  expect(categories).toEqual(["day"]);
  const why = Object.fromEntries(findings.map((f) => [f.feature, f.why]));
  expect(why.flat).toBe("never varies");
  expect(why.rare).toBe("missing in 75.0 % of rows, over 50 %");
  const [kept, left] = numbers.includes("strong") ? ["strong", "twin"] : ["twin", "strong"];
  expect(why[kept!]).toBe("kept");
  expect(why[left!]).toMatch(new RegExp(`^ranks the rows like ${kept} \\(Spearman 0\\.9\\d\\d\\) and tells less about the label$`));
});

test("what model.yaml keeps stays, and the other one of a pair goes", () => {
  const values = Float64Array.from({ length: 50 }, (_, i) => i);
  const label = values.map((v) => (v > 25 ? 1 : 0));
  const { numbers } = selectFeatures(
    {
      rows: 50,
      numbers: [
        { name: "a", values },
        { name: "b", values: values.map((v) => -v) },
      ],
      categories: [],
    },
    label,
    { ...RULES, keep: ["b"] },
  );
  expect(numbers).toEqual(["b"]);
});
