import { join } from "node:path";
import { checkReplay } from "../support/check-replay";
import { type Lab, mlops, openLab } from "../support/lab";

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

test("a second start trains nothing again, and its replay decides the same", async () => {
  const place = ["--work", join(lab.folder, "work"), "--report", join(lab.folder, "out/report.html")];
  expect((await mlops(["start", ...place])).code).toBe(0);
  const second = await mlops(["start", ...place]);
  expect(second.code).toBe(0);
  checkReplay(second.stdout);
  expect(second.stdout).toMatch(/replay of 2009-06-30 {2}register +unchanged, reused/);
  expect(second.stdout.match(/ 0 steps were run, 1[24] were unchanged and reused/g)).toHaveLength(2);
}, 400_000);
