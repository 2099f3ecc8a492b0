import { type Activity, after, branch, fail, setVariable, timespan, until, wait } from "../../../../constructs/data-factory/activity";
import { call, concat, expression, output, parameter, quoted, variable, workedOut } from "../../../../constructs/data-factory/expression";
import { Pipeline, type PipelineProps } from "../../../../constructs/data-factory/pipeline";
import { synthIn } from "../../../support/platform";

const first = wait("First", 1);

const make = (changes: Partial<PipelineProps>) =>
  synthIn(
    (stack) =>
      void new Pipeline(stack, "P", { name: "p", factoryId: "/f", description: "d", folder: "fx", activities: [first], ...changes }),
  );

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
  const outer = branch("Branch", { holds: expression("@equals('a', 'b')"), ifFalse: [inner] });
  expect(() => make({ activities: [first, outer] })).toThrow(message);
});

const always = expression("@equals('a', 'a')");
const loop = (name: string, ...activities: readonly Activity[]) => until(name, { holds: always, timeoutMinutes: 1, activities });

test.each<[string, Partial<PipelineProps>, string]>([
  ["nothing", { activities: [] }, "expected 1 to 80 with those in loops and branches, got 0"],
  [
    "81 activities, those in loops among them",
    { activities: [loop("L", ...Array.from({ length: 80 }, (_, i) => wait(`W${i}`, 1)))] },
    "expected 1 to 80 with those in loops and branches, got 81",
  ],
  [
    "activities that wait for each other",
    { activities: [wait("A", 1, [after({ ...first, name: "B" })]), wait("B", 1, [after({ ...first, name: "A" })])] },
    "got activities that wait for themselves: A, B",
  ],
  ["names that differ in case only", { activities: [first, wait("FIRST", 1)] }, "got twice: FIRST"],
  ["a loop in a loop", { activities: [loop("Outer", loop("Inner", first))] }, "no branch in a branch, got Inner"],
  [
    "a branch in a branch, though a loop lies between",
    { activities: [branch("Outer", { holds: always, ifTrue: [loop("L", branch("Inner", { holds: always }))] })] },
    "no branch in a branch, got Inner",
  ],
  [
    "a parameter that the pipeline has not",
    { activities: [fail("A", "E", workedOut(parameter("since")))], parameters: { until: { type: "String" } } },
    "A reads the parameter since",
  ],
  ["a variable that is only read", { activities: [fail("A", "E", workedOut(variable("v")))] }, "A names the variable v"],
  ["a variable that is only set", { activities: [setVariable("A", "v", "x")] }, "A names the variable v"],
  [
    "the output of what it does not wait for",
    { activities: [first, fail("A", "E", workedOut(output(first, "x")))] },
    "A reads First, which is not over by then",
  ],
  ["what only a trigger knows", { activities: [fail("A", "E", expression("@trigger().startTime"))] }, "A reads trigger()"],
])("a pipeline with %s is refused", (_, changes, message) => {
  expect(() => make(changes)).toThrow(message);
});

test("outputs of what is over by then, in the scopes around too, parameters and variables may be read", () => {
  const second = wait("Second", 1, [after(first)]);
  const inner = fail("Inner", "E", workedOut(concat(output(first, "x"), parameter("p"), variable("v"))));
  const outer = branch("Outer", { holds: workedOut(call("equals", output(second, "x"), 1)), ifTrue: [inner] }, [after(second)]);
  const made = make({
    activities: [first, second, outer],
    parameters: { p: { type: "String", defaultValue: "" } },
    variables: { v: { type: "String" } },
  }).only("azapi_resource").body;
  expect(made).toMatchObject({ properties: { parameters: { p: { type: "String", defaultValue: "" } }, activities: [{}, {}, {}] } });
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
