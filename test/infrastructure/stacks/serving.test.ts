import { POD_SETTINGS } from "../../../constructs/kubernetes/scorer-pod";
import { readConfig, SETTINGS } from "../../../model-code/hosts/server/config";
import { environment, models, places, synthPlatform } from "../../support/platform";

const ID = "22222222-2222-2222-2222-222222222222";
const GATEWAY = { domain: "models.example.com", certificate: "models" };
const base = environment();
const onAks = models.map((m) => ({ ...m, serving: { ...m.serving, host: "aks" as const, hosts: {} } }));
const env = environment({ tenant: ID, apps: { scorer: ID }, cluster: { ...base.cluster, gateway: GATEWAY } });
const open = synthPlatform({ models: onAks, environments: [env] });
const closed = synthPlatform({
  models: onAks,
  environments: [{ ...places().environments.find((e) => e.name === "prod")!, name: "dev", cluster: env.cluster }],
});

// biome-ignore lint/suspicious/noExplicitAny: paths into documents that the assertions check
type Loose = any;
const objects = (from: typeof open, stack: string): Loose[] => {
  const found = from.all("helm_release").find((r) => r.stack === stack)!;
  return JSON.parse((found.attributes as Loose).values[0]).objects;
};

test("every setting of the pod is one that the scorer knows, and together they are enough for it", () => {
  const { data } = open.only("kubernetes_config_map_v1") as { data: Record<string, string> };
  expect(Object.keys(data).filter((name) => !(name in SETTINGS))).toEqual([]);
  expect(Object.keys(data)).toEqual(expect.arrayContaining(Object.keys(POD_SETTINGS)));
  const resolved = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value.replace(/\$\{[^}]+\}/g, "account")]));
  expect(readConfig(resolved)).toMatchObject({
    models: ["market-volatility"],
    auth: { audience: ID, issuer: `https://login.microsoftonline.com/${ID}/v2.0` },
    storeUrl: "https://account.blob.core.windows.net",
    sloP95Milliseconds: 50,
    cacheDirectory: "/packages",
  });
  expect(data.PACKAGES_URL).not.toBe(data.STORE_URL);
});

test("the gateway is the environment's: TLS by the vault's certificate, read by an identity that may do that alone", () => {
  const [gateway] = objects(open, "dev-gateway");
  expect(gateway.spec.listeners).toEqual([
    {
      name: "https",
      hostname: "*.models.example.com",
      port: 443,
      protocol: "HTTPS",
      tls: {
        mode: "Terminate",
        options: {
          "kubernetes.azure.com/tls-cert-keyvault-uri": expect.stringMatching(/certificates\/models$/),
          "kubernetes.azure.com/tls-cert-service-account": "gateway",
        },
      },
      allowedRoutes: { namespaces: { from: "Selector", selector: { matchLabels: { "app.kubernetes.io/part-of": "azure-mlops-stacks" } } } },
    },
  ]);
  const of = (type: string) => open.all(type).filter((r) => r.stack === "dev-gateway");
  expect(of("azurerm_role_assignment").map((r) => r.address)).toEqual(["azurerm_role_assignment.Grant-readSecrets-on-Vault-to-Identity"]);
  expect(of("azurerm_federated_identity_credential")[0]!.attributes.subject).toBe("system:serviceaccount:gateway:gateway");
});

test("a model's route is one that the gateway takes: its name, its listener, its namespace's label", () => {
  const [gateway] = objects(open, "dev-gateway");
  const route = objects(open, "dev-serving-market-volatility").find((o) => o.kind === "HTTPRoute");
  expect(route.spec.parentRefs).toEqual([
    { name: gateway.metadata.name, namespace: gateway.metadata.namespace, sectionName: gateway.spec.listeners[0].name },
  ]);
  expect(route.spec.hostnames[0].endsWith(gateway.spec.listeners[0].hostname.slice(1))).toBe(true);
  const home = open.all("kubernetes_namespace_v1").find((r) => r.stack === "dev-serving-market-volatility")!.attributes as Loose;
  expect(home.metadata.labels).toMatchObject(gateway.spec.listeners[0].allowedRoutes.namespaces.selector.matchLabels);
});

test("in a private network the load balancer has an inner address, in a public one it does not", () => {
  const inner = { annotations: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" } };
  expect(objects(closed, "dev-gateway")[0].spec.infrastructure).toEqual(inner);
  expect(objects(open, "dev-gateway")[0].spec.infrastructure).toBeUndefined();
});

test("Gateway API is switched on where there is a gateway, and else there is neither", () => {
  const update = open.all("azapi_update_resource").filter((r) => r.stack === "dev-cluster");
  expect(update.map((r) => (r.attributes.body as Loose).properties.ingressProfile)).toEqual([
    { gatewayAPI: { installation: "Standard" }, webAppRouting: { gatewayAPIImplementations: { appRoutingIstio: { mode: "Enabled" } } } },
  ]);
  const without = synthPlatform({ models: onAks, environments: [environment()] });
  expect([...without.stacks.keys()]).not.toContain("dev-gateway");
  expect(without.all("azapi_update_resource").filter((r) => r.stack === "dev-cluster")).toEqual([]);
  expect(objects(without, "dev-serving-market-volatility").map((o) => o.kind)).toEqual(["PodMonitor"]);
});

test("both providers reach the cluster as who runs Terraform, by no stored credential", () => {
  for (const stack of ["dev-serving-market-volatility", "dev-gateway"]) {
    const { provider } = open.stack(stack) as Loose;
    const exec = { command: "kubelogin", args: expect.arrayContaining(["azurecli"]) };
    expect(Object.keys(provider.kubernetes[0]).sort()).toEqual(["cluster_ca_certificate", "exec", "host"]);
    expect(provider.kubernetes[0].exec).toEqual([expect.objectContaining(exec)]);
    expect(Object.keys(provider.helm[0].kubernetes).sort()).toEqual(["cluster_ca_certificate", "exec", "host"]);
    expect(provider.helm[0].kubernetes.exec).toMatchObject(exec);
  }
});
