import { Gateway } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway";
import { HTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute";
import { ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { PodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Namespace } from "kubernetes-models/v1/Namespace";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { chartObjects, type Manifest, manifestOf } from "./kubernetes-manifests";
import type { Resource } from "./synth";

/** A kind with its published schema compiled: Kubernetes 1.33, Gateway API 1.0, KEDA 2.10, Prometheus operator 0.65. */
interface Published {
  readonly apiVersion: string;
  readonly kind: string;
  readonly prototype: { validate(): void };
}

/** What each typed resource makes. */
const TYPED: Readonly<Record<string, Published>> = {
  kubernetes_config_map_v1: ConfigMap,
  kubernetes_deployment_v1: Deployment,
  kubernetes_horizontal_pod_autoscaler_v2: HorizontalPodAutoscaler,
  kubernetes_namespace_v1: Namespace,
  kubernetes_network_policy_v1: NetworkPolicy,
  kubernetes_pod_disruption_budget_v1: PodDisruptionBudget,
  kubernetes_service_account_v1: ServiceAccount,
  kubernetes_service_v1: Service,
};
const KINDS: readonly Published[] = [...Object.values(TYPED), Gateway, HTTPRoute, PodMonitor, ScaledObject];
/**
 * Azure serves the Prometheus operator's own definition under a group of its name.
 * @see https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd
 */
const PUBLISHED_AS: Readonly<Record<string, string>> = { "azmonitoring.coreos.com/v1": "monitoring.coreos.com/v1" };

interface Watched {
  readonly view: unknown;
  /** Paths of the fields that nobody has asked the view for. */
  readonly unasked: () => readonly string[];
}

function watched(value: unknown, path = "", prototype: object = Object.prototype): Watched {
  if (typeof value !== "object" || value === null) return { view: value, unasked: () => [] };
  const asked = new Set<string>();
  const inner = Object.fromEntries(Object.entries(value).map(([name, v]) => [name, watched(v, `${path}/${name}`)]));
  const copy = Object.fromEntries(Object.entries(inner).map(([name, { view }]) => [name, view]));
  const view = new Proxy(Array.isArray(value) ? Object.values(copy) : Object.assign(Object.create(prototype), copy), {
    get(target, name) {
      asked.add(String(name));
      return Reflect.get(target, name);
    },
  });
  const unasked = () => Object.entries(inner).flatMap(([name, i]) => (asked.has(name) ? i.unasked() : [`${path}/${name}`]));
  return { view, unasked };
}

/**
 * What a manifest's published schema finds wrong with it. The schemas allow fields that they do not know, which the API server drops or
 * refuses; a field that the compiled schema never asks for is one of those.
 */
export function schemaProblems(manifest: Manifest): readonly string[] {
  const apiVersion = PUBLISHED_AS[manifest.apiVersion] ?? manifest.apiVersion;
  const kind = KINDS.find((k) => k.apiVersion === apiVersion && k.kind === manifest.kind);
  if (kind === undefined) return [`${manifest.apiVersion} ${manifest.kind}: no published schema is known`];
  const { view, unasked } = watched({ ...manifest, apiVersion }, "", kind.prototype);
  try {
    (view as Published["prototype"]).validate();
  } catch (error) {
    return [`${manifest.kind}: ${(error as Error).message}`];
  }
  return unasked().map((path) => `${manifest.kind}: ${path} is no field of it`);
}

/** Every Kubernetes object that resources stand for, as the API server gets it. */
export const manifestsOf = (resources: readonly Resource[]): readonly Manifest[] =>
  resources.flatMap((r) => {
    if (r.type === "helm_release") return chartObjects(r);
    if (!r.type.startsWith("kubernetes_")) return [];
    const kind = TYPED[r.type];
    if (kind === undefined) throw new Error(`${r.address}: expected a type that a manifest is known for, got ${r.type}`);
    return [manifestOf(r, kind)];
  });
