import { places, platformIn } from "../../support/platform";
import type { Json, Resource } from "../../support/synthesized";

const closed = platformIn("private", "private");

const NAMED = /(?:data\.)?(?:azurerm|azapi)_\w+\.[\w-]+/g;

/** What must have happened before each resource and data source of a stack, by address. */
function before(stack: string): (address: string) => ReadonlySet<string> {
  const { resource, data } = closed.stack(stack) as Record<string, Record<string, Record<string, Json>> | undefined>;
  const flat = (kinds = {} as Record<string, Record<string, Json>>, prefix = "") =>
    Object.entries(kinds).flatMap(([type, named]) =>
      Object.entries(named).map(([name, said]) => [`${prefix}${type}.${name}`, said] as const),
    );
  const direct = new Map<string, readonly string[]>(
    [...flat(resource), ...flat(data, "data.")].map(([address, said]) => [
      address,
      [...JSON.stringify(said).matchAll(NAMED)].map(([a]) => a),
    ]),
  );
  return (address) => {
    const found = new Set<string>();
    const walk = (at: string) => {
      for (const next of direct.get(at) ?? [])
        if (!found.has(next)) {
          found.add(next);
          walk(next);
        }
    };
    walk(address);
    return found;
  };
}

/** The target that a resource changes, as its stack names it. */
const targetOf = ({ attributes: a }: Resource): string | undefined => {
  const to = (a.private_service_connection as Json | undefined)?.private_connection_resource_id ?? a.target_resource_id ?? a.scope_name;
  return to === undefined ? undefined : String(to).replace(/\.(id|name)\}$/, "}");
};
const CHANGES = [
  "azurerm_private_endpoint",
  "azurerm_data_factory_managed_private_endpoint",
  "azurerm_monitor_private_link_scoped_service",
];
const changes = CHANGES.flatMap((type) => closed.all(type)).map((r) => ({ ...r, target: `${r.stack} ${targetOf(r)}` }));

test("no two endpoints change one thing at a time, nor the members of a private link scope and its endpoint: Azure answers 409", () => {
  const byTarget = new Map<string, typeof changes>();
  for (const c of changes) byTarget.set(c.target, [...(byTarget.get(c.target) ?? []), c]);
  let compared = 0;
  for (const all of byTarget.values())
    for (const [i, a] of all.entries())
      for (const b of all.slice(i + 1)) {
        compared++;
        const ordered = before(a.stack)(a.address).has(b.address) || before(b.stack)(b.address).has(a.address);
        expect([a.stack, a.address, b.address, ordered]).toEqual([a.stack, a.address, b.address, true]);
      }
  // Each environment: the lake's four, the factory's two, the scope's five, the workspace's storage's two, control's storage's two.
  expect(compared).toBe(3 * (6 + 1 + 10 + 1 + 1) + 3);
});

test("an endpoint of Data Factory waits for the approval of the one before, and an approval that meets another change is tried again", () => {
  for (const { name } of places().environments) {
    const own = (type: string) => closed.all(type).filter((r) => r.stack === `${name}-data`);
    const [blobs] = own("azurerm_data_factory_managed_private_endpoint").filter((r) => r.attributes.name === "lake-blob");
    const approvals = own("azapi_update_resource");
    expect(approvals).toHaveLength(3);
    const waitsFor = before(`${name}-data`)(blobs!.address);
    expect(approvals.filter((r) => waitsFor.has(r.address)).map((r) => /Lake\w+Endpoint/.exec(r.address)?.[0])).toEqual([
      "LakeFilesEndpoint",
    ]);
    for (const { attributes } of approvals) {
      const { error_message_regex } = attributes.retry as { readonly error_message_regex: readonly string[] };
      expect(error_message_regex.some((text) => new RegExp(text).test("Code: StorageAccountOperationInProgress"))).toBe(true);
    }
  }
});

test("the workspace's own network is through with its storage and vault before their endpoints are made", () => {
  for (const { name } of places().environments) {
    const stack = `${name}-ml`;
    const made = closed.all("Microsoft.MachineLearningServices/workspaces").find((r) => r.stack === stack)!.address;
    const own = closed.all("azurerm_private_endpoint").filter((r) => r.stack === stack);
    expect(own).toHaveLength(4);
    for (const { address } of own) expect([address, before(stack)(address).has(made)]).toEqual([address, true]);
  }
});
