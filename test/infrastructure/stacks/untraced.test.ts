import { untraced } from "../../../stacks/untraced";

test("no trace is written during the work, and tracing is as before afterwards", () => {
  expect(untraced(() => new Error("within").stack)).not.toContain("at ");
  expect(new Error("after").stack).toMatch(/\n\s+at .*untraced\.test/);
});

test("an error that leaves the work says where it came from", () => {
  let trace: string | undefined;
  try {
    untraced(() => {
      throw new Error("broken");
    });
  } catch (error) {
    trace = (error as Error).stack;
  }
  expect(trace).toMatch(/^Error: broken\n\s+at .*untraced\.test/);
});
