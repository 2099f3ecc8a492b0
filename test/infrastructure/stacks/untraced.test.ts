import { untraced } from "../../../stacks/untraced";

const captured = (): string => {
  const holder = { stack: "" };
  Error.captureStackTrace(holder);
  return holder.stack;
};

test("no trace is captured during the work, and traces are as before afterwards, even if it fails", () => {
  expect(untraced(captured)).toBe("");
  expect(() =>
    untraced(() => {
      throw new Error("broken");
    }),
  ).toThrow("broken");
  expect(captured()).toMatch(/\n\s+at .*untraced\.test/);
});

test("an error says where it came from", () => {
  expect(untraced(() => new Error("broken")).stack).toMatch(/^Error: broken\n\s+at .*untraced\.test/);
});
