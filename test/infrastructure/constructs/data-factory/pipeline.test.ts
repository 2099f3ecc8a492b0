import { after, expression, fail, quoted, timespan, unless, wait } from "../../../../constructs/data-factory/activity";
import { Pipeline, type PipelineProps } from "../../../../constructs/data-factory/pipeline";
import { SessionTrigger } from "../../../../constructs/data-factory/session-trigger";
import { synthIn } from "../../../support/platform";

const make = (changes: Partial<PipelineProps>) =>
  synthIn(
    (stack) => void new Pipeline(stack, "P", { name: "p", factoryId: "/f", description: "d", folder: "fx", activities: [], ...changes }),
  );

const first = wait("First", 1);

test("what Data Factory would refuse at run time is refused here, all of it at once", () => {
  const stranger = wait("Elsewhere", 1);
  const activities = [first, wait("First", 2), wait("Second", 1, [after(stranger)])];
  expect(() => make({ name: "a/b", activities })).toThrow(
    'test/P:\n  name: expected 1 to 140 letters, digits, dashes and spaces, got "a/b"\n  activities: expected each name once, got twice: First\n  dependsOn: expected activities beside it, got Second on Elsewhere',
  );
});

test.each([
  ["wait for one outside it", fail("Inner", "E", "m", [after(first)]), "got Inner on First"],
  ["have the name of one outside it", fail("First", "E", "m"), "got twice: First"],
])("an activity within a branch cannot %s", (_, inner, message) => {
  const branch = unless("Branch", { holds: expression("@equals('a', 'b')"), otherwise: [inner] });
  expect(() => make({ activities: [first, branch] })).toThrow(message);
});

test.each([
  [1, "0.00:01:00"],
  [90, "0.01:30:00"],
  [1440, "1.00:00:00"],
  [3001, "2.02:01:00"],
])("%i minutes are %s", (minutes, text) => {
  expect(timespan(minutes)).toBe(text);
});

test("a quote within a text is doubled", () => {
  expect(quoted("session's")).toBe("'session''s'");
});

const trigger = (calendar?: "XNYS") =>
  synthIn(
    (stack) => void new SessionTrigger(stack, "T", { name: "t", factoryId: "/f", pipelineName: "p", ...(calendar && { calendar }) }),
  ).only("azurerm_data_factory_trigger_schedule");

test("a source with a calendar is prepared after each of its sessions", () => {
  expect(trigger("XNYS")).toMatchObject({
    frequency: "Week",
    schedule: { days_of_week: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"], hours: [23], minutes: [0] },
  });
});

test("one without is prepared every night", () => {
  expect(trigger()).toMatchObject({ frequency: "Day", schedule: { hours: [3], minutes: [0] } });
});

test("the start is a constant, so that no plan shows it as changed", () => {
  expect(trigger().start_time).toBe(trigger("XNYS").start_time);
});
