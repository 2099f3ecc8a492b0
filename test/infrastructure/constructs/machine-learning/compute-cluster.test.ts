import { ComputeCluster, type ComputeClusterProps } from "../../../../constructs/machine-learning/compute-cluster";
import { synthIn } from "../../../support/platform";

const props: ComputeClusterProps = {
  name: "cpu",
  location: "westeurope",
  workspaceId: "/workspace",
  vmSize: "Standard_D4s_v5",
  priority: "Dedicated",
  maxNodes: 2,
  idleMinutes: 5,
  identityIds: ["/training", "/scoring"],
  after: [],
};
const compute = (changes: Partial<ComputeClusterProps> = {}) =>
  synthIn((stack) => void new ComputeCluster(stack, "C", { ...props, ...changes })).only(
    "Microsoft.MachineLearningServices/workspaces/computes",
  );

test("there is no machine while there is no job, and none that a password or key opens", () => {
  expect(compute()).toMatchObject({
    parent_id: "/workspace",
    ignore_casing: true,
    identity: [{ type: "UserAssigned", identity_ids: ["/training", "/scoring"] }],
    body: {
      properties: {
        computeType: "AmlCompute",
        disableLocalAuth: true,
        properties: {
          vmSize: "Standard_D4s_v5",
          vmPriority: "Dedicated",
          scaleSettings: { minNodeCount: 0, maxNodeCount: 2, nodeIdleTimeBeforeScaleDown: "PT5M" },
          remoteLoginPortPublicAccess: "Disabled",
        },
      },
    },
  });
});

test.each([
  [59, "PT59M"],
  [60, "PT1H"],
  [90, "PT1H30M"],
  [120, "PT2H"],
])("%s idle minutes are %s, as Azure gives them back", (idleMinutes, span) => {
  expect(compute({ idleMinutes }).body).toMatchObject({
    properties: { properties: { scaleSettings: { nodeIdleTimeBeforeScaleDown: span } } },
  });
});

test("what Azure cannot change on one that stands replaces it, and the scale does not", () => {
  const fixed = compute().replace_triggers_refs as readonly string[];
  expect(fixed).toEqual(["vmSize", "vmPriority", "enableNodePublicIp"].map((name) => `properties.properties.${name}`));
  const { properties } = compute().body as { readonly properties: { readonly properties: Record<string, unknown> } };
  for (const path of fixed) expect(Object.keys(properties.properties)).toContain(path.split(".").at(-1));
});

test("machines have no addresses on the internet", () => {
  expect(compute().body).toMatchObject({ properties: { properties: { enableNodePublicIp: false } } });
});

test("trials may run on machines that can be taken away", () => {
  expect(compute({ priority: "LowPriority" }).body).toMatchObject({ properties: { properties: { vmPriority: "LowPriority" } } });
});

test.each([
  [{ name: "c" }, 'name: expected 3 to 16 letters, digits and single dashes, a letter first, got "c"'],
  [{ name: "c--d" }, 'got "c--d"'],
  [{ name: "x".repeat(17) }, "name: expected 3 to 16"],
  [{ maxNodes: 0 }, "maxNodes: expected at least 1, got 0"],
  [{ idleMinutes: 0 }, "idleMinutes: expected at least 1, got 0"],
  [{ identityIds: [] }, "identityIds: expected at least one, for jobs to act as, got none"],
])("refuses %j", (changes, message) => {
  expect(() => compute(changes)).toThrow(message);
});
