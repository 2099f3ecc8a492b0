import fc from "fast-check";
import { HASH_LENGTH, nameOf, shortHash } from "../../../../constructs/naming/name";
import { NAME_RULES, type NamedType } from "../../../../constructs/naming/rules";

const scope = { prefix: "mlops", name: "dev", subscription: "11111111-1111-1111-1111-111111111111" };
const types = Object.keys(NAME_RULES) as NamedType[];

test.each([
  ["resource-group", "data", "rg-mlops-dev-data"],
  ["action-group", undefined, "ag-mlops-dev"],
  ["data-factory", undefined, `adf-mlops-dev-${shortHash(`${scope.subscription}/adf-mlops-dev`)}`],
  ["storage-account", "lake", `stmlopsdevlake${shortHash(`${scope.subscription}/stmlopsdevlake`)}`],
] as const)("names a %s for %s as %s", (type, purpose, name) => {
  expect(nameOf(type, scope, purpose)).toBe(name);
});

test("a hash is known for ever: names of resources that exist hang on it", () => {
  expect(shortHash("azure-mlops-stacks")).toBe("kwpu8");
});

describe.each(types)("%s", (type) => {
  const rule = NAME_RULES[type];

  test("takes the longest prefix, environment and purpose, and keeps within its limits", () => {
    const name = nameOf(type, { ...scope, prefix: "abcdefgh", name: "production".slice(0, 8) }, "x".repeat(300));
    expect(name).toHaveLength(rule.maxLength);
    expect(name).toMatch(rule.pattern);
  });

  test("a name that just fits is left alone, one character more is cut and keeps its own hash", () => {
    const hashed = rule.unique === "azure" ? HASH_LENGTH + rule.separator.length : 0;
    const bare = [rule.abbreviation, scope.prefix, scope.name, ""].join(rule.separator).length;
    const room = rule.maxLength - hashed - bare;
    if (room < 1) return expect(nameOf(type, scope).length).toBeLessThanOrEqual(rule.maxLength);
    const purpose = "x".repeat(room);
    expect(nameOf(type, scope, purpose)).toContain(purpose);
    const cut = nameOf(type, scope, `${purpose}y`);
    expect(cut.length).toBeLessThanOrEqual(rule.maxLength);
    expect(cut).not.toBe(nameOf(type, scope, `${purpose}z`));
  });

  test("is valid for every prefix, environment and purpose that the schema lets through", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{1,7}$/);
    const purpose = fc.stringMatching(/^[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,20}){0,3}$/);
    fc.assert(
      fc.property(word, word, fc.option(purpose, { nil: undefined }), (prefix, name, what) => {
        const made = nameOf(type, { ...scope, prefix, name }, what);
        return rule.pattern.test(made) && made.length >= rule.minLength && made.length <= rule.maxLength;
      }),
      { numRuns: 50 },
    );
  });
});

test("a name that all of Azure shares differs between subscriptions and environments", () => {
  const global = types.filter((t) => NAME_RULES[t].unique === "azure");
  expect(global.length).toBeGreaterThan(3);
  for (const type of global) {
    const names = [scope, { ...scope, subscription: "2" }, { ...scope, name: "prod" }].map((s) => nameOf(type, s));
    expect(new Set(names).size).toBe(3);
  }
});

test.each(["Lake", "la_ke", "-lake", "läke"])("refuses the purpose %s", (purpose) => {
  expect(() => nameOf("key-vault", scope, purpose)).toThrow(/key-vault: expected 3 to 24 characters/);
});

test.each([
  ["resource-group", "microsoft-churn", "microsoft"],
  ["function-app", "churn-of-windows", "windows"],
  ["storage-account", "micro-soft", "microsoft"],
] as const)("the name of a %s for %s is refused here, as Azure would", (type, purpose, word) => {
  expect(() => nameOf(type, scope, purpose)).toThrow(`${type}: expected a name without "${word}"`);
  expect(nameOf(type, scope, "wind")).toContain("wind");
});
