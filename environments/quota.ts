import type { Environment } from "./schema";
import { VM_SIZES, type VmSizeName } from "./vm-sizes";

/** The cluster has a pool for the system and one for models, each of up to maxNodes. */
export const NODE_POOLS = 2;

/** Cores that an environment takes at most, of one of Azure's quotas in its region. */
export interface QuotaNeed {
  /** Azure ML's own quota is not that of other machines. */
  readonly kind: "compute" | "machine-learning";
  /** A family of machines, or the name of a total over all families. */
  readonly family: string;
  readonly vcpus: number;
  readonly what: string;
}

/** Azure's names of totals over all families of a region. */
const TOTAL = { compute: "cores", "machine-learning": "dedicatedCores" } as const;
const LOW_PRIORITY = "lowPriorityCores";

interface Machines {
  readonly kind: QuotaNeed["kind"];
  readonly what: string;
  readonly size: VmSizeName;
  readonly count: number;
  readonly isLowPriority?: boolean;
}

function machinesOf({ training, sweep, cluster, agents, network }: Environment): readonly Machines[] {
  const ml = (what: string, { vmSize, maxNodes, priority }: Environment["training"]): Machines => ({
    ...{ kind: "machine-learning", what, size: vmSize, count: maxNodes },
    isLowPriority: priority === "LowPriority",
  });
  return [
    ml("training", training),
    ml("sweeps", sweep),
    { kind: "compute", what: "Kubernetes", size: cluster.nodeSize, count: NODE_POOLS * cluster.maxNodes },
    // Azure DevOps says how many agents; one must be had
    ...(network.mode === "private" ? [{ kind: "compute", what: "an agent", size: agents.vmSize, count: 1 } as const] : []),
  ];
}

/** What an environment takes at most of each quota, families before totals; low-priority machines have one total and no families. */
export function quotaOf(environment: Environment): readonly QuotaNeed[] {
  const needs = new Map<string, QuotaNeed>();
  const add = (kind: QuotaNeed["kind"], family: string, vcpus: number, what: string) => {
    const key = `${kind} ${family}`;
    const before = needs.get(key);
    needs.set(key, {
      ...{ kind, family },
      vcpus: vcpus + (before?.vcpus ?? 0),
      what: before === undefined ? what : `${before.what} and ${what}`,
    });
  };
  const machines = machinesOf(environment).map((m) => ({ ...m, vcpus: VM_SIZES[m.size].vcpus * m.count }));
  for (const { kind, what, size, vcpus, isLowPriority } of machines)
    add(kind, isLowPriority === true ? LOW_PRIORITY : VM_SIZES[size].family, vcpus, what);
  for (const { kind, what, vcpus } of machines.filter((m) => m.isLowPriority !== true)) add(kind, TOTAL[kind], vcpus, what);
  return [...needs.values()];
}
