import { readFileSync } from "node:fs";
import { NODE_POOLS, quotaOf } from "../../../environments/quota";
import { VM_SIZES, type VmSizeName } from "../../../environments/vm-sizes";
import { places } from "../../support/platform";

const page = readFileSync("docs/first-deployment.md", "utf8");
const row = (what: string) =>
  page
    .split("\n")
    .find((line) => line.startsWith(`| ${what} |`))
    ?.split("|")
    .map((cell) => cell.trim()) ?? [];
const vcpus = (size: VmSizeName, count: number) => VM_SIZES[size].vcpus * count;

test.each([
  ["dev", 3],
  ["prod", 4],
] as const)("the quota that the first deployment of %s asks for is what its file takes", (name, column) => {
  const env = places().environments.find((e) => e.name === name)!;
  const asked = (what: string) => Number.parseInt(row(what)[column] ?? "", 10);
  expect(asked("Azure ML, dedicated")).toBe(vcpus(env.training.vmSize, env.training.maxNodes));
  expect(asked("Azure ML, low priority")).toBe(vcpus(env.sweep.vmSize, env.sweep.maxNodes));
  expect([env.training.priority, env.sweep.priority]).toEqual(["Dedicated", "LowPriority"]);
  expect(asked("Kubernetes")).toBe(vcpus(env.cluster.nodeSize, env.cluster.maxNodes));
  if (env.network.mode === "private") expect(asked("agents")).toBe(vcpus(env.agents.vmSize, 1));
  for (const size of [env.training.vmSize, env.cluster.nodeSize, env.agents.vmSize]) expect(page).toContain(VM_SIZES[size].family);
  // what `mlops doctor` asks Azure for is the page's, all pools and an agent together
  const needed = (kind: string, family: string) => quotaOf(env).find((n) => n.kind === kind && n.family === family)?.vcpus;
  const machines = NODE_POOLS * asked("Kubernetes") + (env.network.mode === "private" ? asked("agents") : 0);
  expect(needed("machine-learning", VM_SIZES[env.training.vmSize].family)).toBe(asked("Azure ML, dedicated"));
  expect(needed("machine-learning", "lowPriorityCores")).toBe(asked("Azure ML, low priority"));
  expect(needed("compute", VM_SIZES[env.cluster.nodeSize].family)).toBe(machines);
  expect([needed("compute", "cores"), needed("machine-learning", "dedicatedCores")]).toEqual([machines, asked("Azure ML, dedicated")]);
});
