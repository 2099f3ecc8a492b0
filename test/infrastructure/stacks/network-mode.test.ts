import { readFileSync } from "node:fs";
import type { Environment } from "../../../environments/schema";
import { modeChanges, modeTable } from "../../support/mode-changes";
import { environment, synthPlatform } from "../../support/platform";

const inMode = (mode: Environment["network"]["mode"]) => environment({ network: { ...environment().network, mode } });
const open = synthPlatform({ environments: [inMode("public")] });
const closed = synthPlatform({ environments: [inMode("private")] });

test("from public to private exactly those resources change that the docs name, and in those arguments", () => {
  const [, table] = /<!-- changes -->\n([\s\S]*?)\n<!-- \/changes -->/.exec(readFileSync("docs/network-modes.md", "utf8")) ?? [];
  expect(table?.trim()).toBe(modeTable(modeChanges(open, closed)));
});

test("the way back is the same list: what appeared disappears", () => {
  const forth = modeChanges(open, closed);
  const back = modeChanges(closed, open);
  const turned = (change: string) => ({ appears: "disappears", disappears: "appears" })[change] ?? change;
  expect(new Set(back.map((c) => [c.stack, c.kind, c.count, turned(c.change)].join()))).toEqual(
    new Set(forth.map((c) => [c.stack, c.kind, c.count, c.change].join())),
  );
});

test("what the organization shares, and other environments, do not change", () => {
  for (const stack of ["shared", "shared-bootstrap"]) expect(closed.stack(stack)).toEqual(open.stack(stack));
});

test("nothing that keeps data is made anew: its name and its address stay", () => {
  const keeps = (s: typeof open) =>
    s.resources
      .filter((r) =>
        /storage_account$|storage_container$|key_vault$|log_analytics_workspace|machinelearningservices\/workspaces@/i.test(
          String(r.attributes.type ?? r.type),
        ),
      )
      .map((r) => [r.stack, r.address, r.attributes.name]);
  expect(keeps(open).length).toBeGreaterThan(15);
  expect(keeps(closed)).toEqual(keeps(open));
});
