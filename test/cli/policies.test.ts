import { RULES } from "../../constructs/policy/rules";
import { inProcess } from "../support/in-process";
import { mlops } from "../support/lab";

test("policies lists every rule with its reason and its remedy, and says how to waive one", async () => {
  const { code, stdout } = await mlops(["policies"]);
  expect(code).toBe(0);
  for (const { id, what, why, remedy } of RULES)
    expect(stdout).toMatch(
      new RegExp(`^${id} +${[what, why, remedy].map((t) => t.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\n +")}$`, "m"),
    );
  expect(stdout).toContain("waivers: [{ rule: ");
});

test("policies --json gives the same to a program", async () => {
  const { stdout } = await inProcess(["policies", "--json"]);
  expect(JSON.parse(stdout)).toEqual(RULES.map(({ id, what, why, remedy }) => ({ id, what, why, remedy })));
});
