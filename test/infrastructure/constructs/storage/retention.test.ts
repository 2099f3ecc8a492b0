import { type Ageing, Retention } from "../../../../constructs/storage/retention";
import { synthIn } from "../../../support/platform";

const retention = (ageing: Ageing) =>
  synthIn((stack) => void new Retention(stack, "Retention", { accountId: "/account", containers: { raw: ageing } }));

test("cools, then deletes, by the last change", () => {
  expect(retention({ coolAfterDays: 60, deleteAfterDays: 180 }).only("azurerm_storage_management_policy")).toMatchObject({
    storage_account_id: "/account",
    rule: [
      {
        actions: {
          base_blob: {
            tier_to_cool_after_days_since_modification_greater_than: 60,
            delete_after_days_since_modification_greater_than: 180,
          },
        },
      },
    ],
  });
});

test.each([
  [{ deleteAfterDays: 0 }, "expected 1 to 99,999 days"],
  [{ coolAfterDays: 1.5 }, "expected 1 to 99,999 days"],
  [{ deleteAfterDays: 100_000 }, "expected 1 to 99,999 days"],
  [{ coolAfterDays: 60, deleteAfterDays: 89 }, "expected deletion at least 30 days after cooling"],
])("refuses %j", (ageing, message) => {
  expect(() => retention(ageing)).toThrow(`test/Retention:\n  containers: ${message}, got raw ${JSON.stringify(ageing)}`);
});

test.each([[{ deleteAfterDays: 1 }], [{ coolAfterDays: 99_999 }], [{ coolAfterDays: 60, deleteAfterDays: 90 }]])("takes %j", (ageing) => {
  expect(retention(ageing).all("azurerm_storage_management_policy")).toHaveLength(1);
});

test("refuses more rules than Azure takes for an account, and says whose they are", () => {
  const rules = (count: number) => () => {
    const containers = Object.fromEntries(Array.from({ length: count }, (_, i) => [`raw/model-${i}`, { deleteAfterDays: 30 }]));
    return synthIn((stack) => void new Retention(stack, "Retention", { accountId: "/account", containers }));
  };
  expect(rules(100)).not.toThrow();
  expect(rules(101)).toThrow(
    "containers: expected at most 100 rules, as Azure takes for an account, got 101. A model has one in each zone",
  );
});
