import { deadLettersAbout, eraseDeadLetters } from "../../../model-code/hosts/privacy/dead-letters";
import { startAzurite, type TestAzurite } from "../../support/azurite";

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

test("dead letters that name a subject are found and erased, others stay", async () => {
  const letters: Readonly<Record<string, unknown>> = {
    "by-text": { about: { customer_id: "17" } },
    "by-number": { about: { customer_id: 17 } },
    "no-json": '{"customer_id": 17, ',
    another: { about: { customer_id: "18" }, features: { age: 17 } },
    "another-text": "customer 18",
  };
  for (const [id, event] of Object.entries(letters))
    await azurite.store.put("quarantine", `dead-letters/hub/date=2009-04-01/${id}.json`, JSON.stringify({ id, event }));
  await azurite.store.put("quarantine", "dead-letters/hub/date=2009-04-01/digest.json", JSON.stringify({ id: "17", sha256: "17" }));
  const subject = { column: "customer_id", value: "17" };
  const about = ["by-number", "by-text", "no-json"].map((id) => `dead-letters/hub/date=2009-04-01/${id}.json`);
  expect(Object.keys(await deadLettersAbout(azurite.store, subject)).sort()).toEqual(about);
  expect(await eraseDeadLetters(azurite.store, subject)).toBe(3);
  expect((await azurite.store.list("quarantine")).map((b) => b.name.split("/").at(-1))).toEqual([
    "another-text.json",
    "another.json",
    "digest.json",
  ]);
  expect(await eraseDeadLetters(azurite.store, subject)).toBe(0);
});
