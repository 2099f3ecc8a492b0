import type { SubnetRule } from "./subnets";

/** Who may open a connection to a subnet, beyond Azure's own rules (the network to itself, the load balancer's probes). */
export interface InboundRule {
  readonly name: string;
  readonly access: "Allow" | "Deny";
  readonly ports: readonly string[];
  /** A service tag, or `*`. */
  readonly from: "VirtualNetwork" | "*";
}

/** What a subnet is, and who may come in. */
export interface NetworkSubnetRule extends SubnetRule {
  readonly inbound: readonly InboundRule[];
}

const nobody: InboundRule = { name: "deny-all", access: "Deny", ports: ["*"], from: "*" };

/** HTTPS, and what Event Hubs speaks: AMQP and Kafka. */
const services: InboundRule = { name: "allow-services", access: "Allow", ports: ["443", "5671", "9093"], from: "VirtualNetwork" };

/** By subnet; one that is not named here has Azure's own rules only, which let nobody in from outside. */
export const INBOUND: Readonly<Record<string, readonly InboundRule[]>> = {
  privateEndpoints: [services, nobody],
  agents: [nobody],
  builds: [nobody],
  functions: [nobody],
};
