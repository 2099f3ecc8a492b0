import { LakeContainer, type LakeContainerProps } from "../../../../constructs/storage/lake-container";
import { synthIn } from "../../../support/platform";

const container = (changes: Partial<LakeContainerProps>) =>
  synthIn((stack) => void new LakeContainer(stack, "C", { accountId: "/account", name: "audit", protect: false, ...changes }));

test.each(["Audit", "a--b", "ab", "-ab", "ab-", "x".repeat(64)])("refuses the name %s", (name) => {
  expect(() => container({ name })).toThrow(`got "${name}"`);
});

test.each(["abc", "a-b", "x".repeat(63)])("takes the name %s", (name) => {
  expect(container({ name }).only("azurerm_storage_container").name).toBe(name);
});

test.each([0, 146_001, 1.5])("refuses to keep for %s days", (days) => {
  expect(() => container({ immutability: { days, locked: false } })).toThrow(`immutability.days: expected 1 to 146,000, got ${days}`);
});

test.each([1, 146_000])("keeps for %s days", (days) => {
  const made = container({ immutability: { days, locked: false } });
  expect(made.only("azurerm_storage_container_immutability_policy").immutability_period_in_days).toBe(days);
});

test("without immutability there is no policy", () => {
  expect(container({}).all("azurerm_storage_container_immutability_policy")).toEqual([]);
});
