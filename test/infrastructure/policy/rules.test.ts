import { readdirSync } from "node:fs";
import { RULES } from "../../../constructs/policy/rules";
import { account, CASES } from "./cases";
import { held, message, waiver } from "./held";

test("a rule is a file of its id, and every rule is broken by a case", () => {
  const ids = RULES.map((r) => r.id);
  const files = readdirSync("constructs/policy/rules").filter((f) => f !== "index.ts");
  expect(files.map((f) => f.replace(/\.ts$/, "")).sort()).toEqual([...ids].sort());
  expect([...new Set(CASES.map((c) => c.rule))].sort()).toEqual([...ids].sort());
});

test("what keeps every rule passes, in the strictest place", () => {
  expect(held((stack) => account(stack)).all("azurerm_storage_account")).toHaveLength(1);
});

describe.each(CASES)("$rule: $title", ({ rule, build, at, got }) => {
  const { what, remedy } = RULES.find((r) => r.id === rule)!;

  test("fails, and says where, which rule, what it found and what to do", () => {
    const text = message(() => held(build));
    expect(text).toContain("policies (a waiver in the environment's file lifts one for a time): 1 problem\n");
    expect(text).toContain(`  dev-data/${at} breaks ${rule}: expected ${what}, got ${got}`);
    expect(text).toContain(remedy);
  });

  test("passes with a waiver", () => {
    expect(message(() => held(build, { waivers: [waiver(rule, `dev-data/${at}`)] }))).toBe("");
  });
});

test("the rules that depend on the place ask nothing where it promises nothing", () => {
  const lenient = { network: { mode: "public" }, protectData: false } as const;
  for (const { rule, build } of CASES)
    if (["public-network", "unprotected-data"].includes(rule)) expect(message(() => held(build, lenient))).toBe("");
});

test("bootstrap may give wide roles, as the deployer's own", () => {
  for (const { build } of CASES.filter((c) => c.rule === "wide-role")) expect(message(() => held(build, {}, "dev-bootstrap"))).toBe("");
});
