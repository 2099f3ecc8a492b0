import { readFileSync, writeFileSync } from "node:fs";
import { KEEPS_DATA } from "../../../constructs/policy/types";
import { modeChanges, modeTable, saidInOneModeOnly, valuesOf } from "../../support/mode-changes";
import { places, platformIn } from "../../support/platform";
import { type Json, Synthesized } from "../../support/synthesized";

/** Azure DevOps, where a private environment has a pool, has tests of its own. */
const withoutDevops = ({ stacks }: Synthesized) => new Synthesized(new Map([...stacks].filter(([id]) => id !== "devops")));

const open = withoutDevops(platformIn("public", "public"));
const mixed = withoutDevops(platformIn("private", "public"));
const closed = withoutDevops(platformIn("private", "private"));
/** Each step of the way into private networks. */
const WAY = [
  ["the environments", open, mixed],
  ["what they share", mixed, closed],
] as const;
const forth = WAY.flatMap(([, from, to]) => modeChanges(from, to));
const names = [
  ...places()
    .environments.map((e) => e.name)
    .sort(),
  "shared",
];

/** What a change is on the way back. */
const TURNED: Readonly<Record<string, string>> = { appears: "disappears", disappears: "appears" };
const DOCS = "docs/network-modes.md";
const TABLE = /(?<=<!-- changes -->\n)[\s\S]*?(?=\n<!-- \/changes -->)/;

test("from public to private exactly those resources of each environment change that the docs name, and in those arguments", () => {
  const page = readFileSync(DOCS, "utf8");
  const table = modeTable(forth, names);
  if (process.env.UPDATE_FROZEN)
    writeFileSync(
      DOCS,
      page.replace(TABLE, () => table),
    );
  else expect(TABLE.exec(page)?.[0]).toBe(table);
});

test("the environments' mode changes nothing that they share, and the shared mode nothing of theirs", () => {
  const changed = WAY.map(([, from, to]) => new Set(modeChanges(from, to).map((c) => c.place)));
  expect(changed.map((c) => [...c].sort())).toEqual([names.slice(0, -1), ["shared"]]);
});

test.each(WAY)(
  "of %s, what is not made anew says the same things in both modes: what Terraform is no longer told, it leaves as it is",
  (_, from, to) => {
    expect(saidInOneModeOnly(from, to)).toEqual([]);
  },
);

test.each(WAY)("the way back of %s changes the same arguments, makes the same anew, and takes away what had appeared", (_, from, to) => {
  const told = (turned: boolean) => (change: ReturnType<typeof modeChanges>[number]) => {
    const effect = turned ? (TURNED[change.effect] ?? change.effect) : change.effect;
    const { stack, address } = (change.after ?? change.before)!;
    return [stack, address, effect, ...change.paths].join(" ");
  };
  expect(modeChanges(to, from).map(told(true)).sort()).toEqual(modeChanges(from, to).map(told(false)).sort());
});

test("nothing that keeps data goes or is made anew, and nothing that must not be destroyed", () => {
  const lost = [...forth, ...WAY.flatMap(([, from, to]) => modeChanges(to, from))].filter((c) => c.effect !== "in place" && c.before);
  expect(lost.length).toBeGreaterThan(50);
  for (const { kind, before } of lost) {
    expect(KEEPS_DATA).not.toContain(kind);
    expect((before?.attributes.lifecycle as Json | undefined)?.prevent_destroy ?? false).toBe(false);
  }
});

test("nothing that is referred to is made anew under another name: what refers to it would keep the old one from going", () => {
  const referred = JSON.stringify([...closed.stacks.values()]);
  const renamed = forth.filter(
    (c) =>
      c.effect === "made anew" && c.before?.attributes.name !== c.after?.attributes.name && referred.includes(`\${${c.after?.address}.`),
  );
  expect(renamed.map((c) => c.kind)).toEqual([]);
});

test("a lock lets both ways go: no role that comes or goes is on a kind of resource that is locked", () => {
  const typeOf = (scope: unknown) => /azurerm_[a-z_]+(?=[A-Z.])/.exec(String(scope))?.[0];
  const locked = new Set(closed.all("azurerm_management_lock").map((r) => typeOf(r.attributes.scope)));
  expect(locked).toContain("azurerm_storage_account");
  const roles = forth.filter((c) => c.kind === "azurerm_role_assignment").map((c) => typeOf(c.after?.attributes.scope));
  expect(new Set(roles)).toEqual(
    new Set(["azurerm_virtual_network", "azurerm_private_dns_zone", "azurerm_kubernetes_cluster", "azurerm_container_registry"]),
  );
  for (const type of roles) expect(locked).not.toContain(type);
});

/** The resource of an ARM id, by stack and address. */
const named = (text: string | undefined) =>
  /([\w-]+)\/((?:azurerm|azapi)_\w+\.[\w-]+)#id/
    .exec(text ?? "")
    ?.slice(1, 3)
    .join("/");

test.each(WAY)(
  "on the way of %s, a log that is closed to questions is asked by a private link scope that it is a member of",
  (_, __, platform) => {
    const values = [...valuesOf(platform)];
    const shut = values.flatMap(([address, { resource }]) => (resource.attributes.internet_query_enabled === false ? [address] : []));
    const members = new Set(
      values.flatMap(([, { resource, leaves }]) =>
        resource.type === "azurerm_monitor_private_link_scoped_service" ? [named(leaves.get("linked_resource_id"))] : [],
      ),
    );
    expect(shut.length).toBeGreaterThanOrEqual(3 * places().environments.length);
    expect(shut.filter((address) => !members.has(address))).toEqual([]);
  },
);

describe("on the way back, endpoints go from targets that are locked", () => {
  const LEADS_TO = ["private_service_connection.private_connection_resource_id", "target_resource_id", "private_link_resource_id"];
  const ways = WAY.map(([, to, from]) => {
    const values = valuesOf(from);
    const locks = new Map(
      [...values.values()].flatMap(({ resource, leaves }) =>
        resource.type === "azurerm_management_lock" ? [[named(leaves.get("scope")), resource] as const] : [],
      ),
    );
    const changes = modeChanges(from, to);
    const going = changes.flatMap(({ effect, before }) => {
      if (effect !== "disappears" || !/private_endpoint/.test(String(before?.type))) return [];
      const { leaves } = values.get(`${before!.stack}/${before!.address}`)!;
      const target = LEADS_TO.map((path) => named(leaves.get(path))).find((found) => found !== undefined);
      return [{ endpoint: before!, target, lock: locks.get(target) }];
    });
    return { going, replaced: changes.flatMap((c) => (c.effect === "made anew" && c.before ? [c.before] : [])) };
  });
  const all = ways.flatMap(({ going }) => going.map(({ endpoint, target }) => [endpoint.address, target]));
  const locked = ways.flatMap(({ going, replaced }) => going.flatMap((g) => (g.lock ? [{ ...g, lock: g.lock, replaced }] : [])));
  const isOwn = ({ endpoint, lock }: (typeof locked)[number]) => endpoint.stack === lock.stack;

  test("it is known where each leads", () => {
    expect(all.length).toBeGreaterThan(30);
    for (const found of all) expect(found).toEqual([found[0], expect.any(String)]);
  });

  test("a lock of the same stack goes before the endpoints, and another comes once they are gone", () => {
    const own = locked.filter(isOwn);
    expect(new Set(own.map(({ lock }) => lock.address.replace(/_[0-9A-F]{8}$/, "")))).toEqual(
      new Set(
        ["Lake_Lock", "Packages_Lock", "Vault_Lock", "Workspace_StorageLock", "Workspace_Vault_Lock"].map(
          (l) => `azurerm_management_lock.${l}`,
        ),
      ),
    );
    for (const { endpoint, lock, replaced } of own) {
      expect(replaced).toContainEqual(lock);
      expect(lock.attributes.depends_on).toContain(endpoint.address);
      expect(lock.attributes.lifecycle).toBeUndefined();
    }
  });

  test("a lock of another stack is one that the docs have lifted before", () => {
    const general = (stack: string) => stack.replace(/^(dev|staging|prod)-/, "<env>-");
    const needed = locked.filter((l) => !isOwn(l)).map(({ endpoint, lock }) => `${general(endpoint.stack)} ${general(lock.stack)}`);
    const rows = /(?<=<!-- locks -->\n)[\s\S]*?(?=\n<!-- \/locks -->)/.exec(readFileSync(DOCS, "utf8"))?.[0].split("\n").slice(2) ?? [];
    const told = rows.map((row) =>
      [...row.matchAll(/`((?:<env>|shared)[\w-]*)`/g)]
        .slice(0, 2)
        .map(([, stack]) => stack)
        .join(" "),
    );
    expect([...told].sort()).toEqual([...new Set(needed)].sort());
  });
});

/** Reads of other stacks' outputs: who, of whom, which. */
const readsOf = (platform: Synthesized) =>
  [...platform.stacks].flatMap(([id, json]) =>
    [...JSON.stringify(json).matchAll(/data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)/g)].map(
      ([, from = "", output = ""]) => ({ id, from, output }),
    ),
  );
const outputOf = (platform: Synthesized, { from, output }: { readonly from: string; readonly output: string }) =>
  (platform.stack(from).output as Json)[output];

test("on the way back, all stacks can be applied before the foundation, as the docs say: it gives them what it will give them then", () => {
  const reads = readsOf(open).filter((r) => r.from.endsWith("-foundation"));
  expect(reads.length).toBeGreaterThan(100);
  for (const read of reads) expect([read, outputOf(mixed, read)]).toEqual([read, outputOf(open, read)]);
  expect(outputOf(open, reads[0]!)).toBeDefined();
});
