import { INBOUND, type NetworkSubnetRule } from "./security-rules";
import { SHARED_SUBNETS, SUBNETS, type SubnetRule } from "./subnets";

type Planned<Role extends string> = Readonly<Record<Role, NetworkSubnetRule & { readonly range: string }>>;

function planned<Role extends string>(rules: Readonly<Record<Role, SubnetRule>>, plan: Readonly<Record<Role, string>>): Planned<Role> {
  const roles = Object.keys(rules) as Role[];
  return Object.fromEntries(
    roles.map((role) => [role, { ...rules[role], inbound: INBOUND[role] ?? [], range: plan[role] }]),
  ) as unknown as Planned<Role>;
}

/** An environment's ranges: the network's, and each subnet's. */
export type AddressPlan = Readonly<Record<keyof typeof SUBNETS | "space", string>>;

/** An environment's subnets: what each is for, who may come in, and its addresses. */
export const subnetsOf = (plan: Readonly<Record<keyof typeof SUBNETS, string>>) => planned(SUBNETS, plan);

/** The shared network's subnets. */
export const sharedSubnetsOf = (plan: Readonly<Record<keyof typeof SHARED_SUBNETS, string>>) => planned(SHARED_SUBNETS, plan);
