import { existsSync } from "node:fs";
import type { Check } from "../check";
import { ok } from "../finding";

const USUAL = "/usr/bin/chromium";

/** Chromium, which only tests of pages want. */
export const chromium: Check = {
  name: "chromium",
  steps: ["run"],
  async look({ variables }) {
    const at = variables.CHROMIUM ?? USUAL;
    const expected = "Chromium, for those tests that look at pages in a browser; nothing else wants it";
    if (existsSync(at)) return [ok(expected, at)];
    return [{ status: "warning", expected, got: `none at ${at}`, remedy: "Install it, and set CHROMIUM to where it is." }];
  },
};
