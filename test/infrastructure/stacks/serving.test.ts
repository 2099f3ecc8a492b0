import { POD_SETTINGS } from "../../../constructs/kubernetes/scorer-pod";
import { registerScorer } from "../../../model-code/hosts/function/register";
import { readConfig, SETTINGS } from "../../../model-code/hosts/server/config";
import { environment, onAks, places, synthPlatform } from "../../support/platform";

const ID = "22222222-2222-2222-2222-222222222222";
const GATEWAY = { domain: "models.example.com", certificate: "models" };
const base = environment();
const env = environment({ tenant: ID, apps: { scorer: ID }, cluster: { ...base.cluster, gateway: GATEWAY } });
const open = synthPlatform({ models: onAks, environments: [env] });
const closed = synthPlatform({
  models: onAks,
  environments: [{ ...places().environments.find((e) => e.name === "prod")!, name: "dev", cluster: env.cluster }],
});

// biome-ignore lint/suspicious/noExplicitAny: paths into documents that the assertions check
type Loose = any;
/** Settings as they are once Terraform has filled in what Azure named. */
const applied = (settings: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      value.replace(/\$\{[^}]+\}/g, name === "LOGS_ENDPOINT" ? "https://logs.ingest.monitor.azure.com" : "account"),
    ]),
  );
const objects = (from: typeof open, stack: string): Loose[] => {
  const found = from.all("helm_release").find((r) => r.stack === stack)!;
  return JSON.parse((found.attributes as Loose).values[0]).objects;
};

test("every setting of the pod is one that the scorer knows, and together they are enough for it", () => {
  const { data } = open.only("kubernetes_config_map_v1") as { data: Record<string, string> };
  expect(Object.keys(data).filter((name) => !(name in SETTINGS))).toEqual([]);
  expect(Object.keys(data)).toEqual(expect.arrayContaining(Object.keys(POD_SETTINGS)));
  expect(readConfig(applied(data))).toMatchObject({
    models: ["market-volatility"],
    auth: { audience: ID, issuer: `https://login.microsoftonline.com/${ID}/v2.0` },
    storeUrl: "https://account.blob.core.windows.net",
    sloP95Milliseconds: 50,
    logs: { endpoint: "https://logs.ingest.monitor.azure.com", environment: "dev", ruleId: "account" },
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

describe("on Functions", () => {
  const hosted = onAks.map((m) => ({ ...m, serving: { ...m.serving, hosts: { dev: "functions" as const } } }));
  const made = synthPlatform({ models: hosted, environments: [env, { ...env, name: "prod" }] });
  const inDev = made.resources.filter((r) => r.stack === "dev-serving-market-volatility");
  const app = inDev.find((r) => String(r.attributes.type).startsWith("Microsoft.Web/sites@"))!.attributes.body as Loose;

  test("the host may differ by environment: here an app, there pods, and nothing of the other", () => {
    const types = (stack: string) => new Set(made.resources.filter((r) => r.stack === stack).map((r) => r.type));
    expect([...types("dev-serving-market-volatility")].filter((t) => /^(kubernetes|helm)_/.test(t))).toEqual([]);
    expect([...types("prod-serving-market-volatility")]).toEqual(expect.arrayContaining(["kubernetes_deployment_v1", "helm_release"]));
    expect([...types("prod-serving-market-volatility")]).not.toContain("azurerm_service_plan");
  });

  test("the app gets the scorer's settings, and only as many instances as the model says", () => {
    const settings = Object.fromEntries(app.properties.siteConfig.appSettings.map((s: Loose) => [s.name, s.value]));
    const own = Object.fromEntries(Object.entries(settings).filter(([name]) => name in SETTINGS)) as Record<string, string>;
    expect(readConfig({ ...applied(own), HOST: "127.0.0.1" })).toMatchObject({
      models: ["market-volatility"],
      auth: { audience: ID },
      sloP95Milliseconds: 50,
      logs: { environment: "dev", ruleId: "account" },
    });
    expect(app.properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount).toBe(6);
  });

  test("its identity reads packages, releases and their audit, writes predictions and its own storage, and nothing else", () => {
    const given = inDev.filter((r) => r.type === "azurerm_role_assignment").map((r) => r.address.replace("azurerm_role_assignment.", ""));
    expect(given.sort()).toEqual([
      "Grant-readBlobs-on-audit-to-Scoring",
      "Grant-readBlobs-on-packages-to-Scoring",
      "Grant-readBlobs-on-releases-to-Scoring",
      "Grant-sendRows-on-ApplicationInsights-to-Scoring",
      "Grant-sendRows-on-Predictions-to-Scoring",
      "Grant-writeBlobs-on-Storage-to-Scoring",
      "Grant-writeBlobs-on-predictions-to-Scoring",
    ]);
    expect(inDev.filter((r) => r.type === "azurerm_federated_identity_credential")).toEqual([]);
  });

  test("rows that come as events are read by its identity, from a hub of its own, by the settings that its code asks for", () => {
    const streams = hosted.map((m) => ({ ...m, serving: { ...m.serving, stream: true } }));
    const stack = "dev-serving-market-volatility";
    const own = synthPlatform({ models: streams, environments: [env] }).resources.filter((r) => r.stack === stack);
    const [hub] = own.filter((r) => r.type === "azurerm_eventhub");
    expect(hub?.attributes).toMatchObject({ name: "market-volatility", namespace_id: expect.stringMatching(/dev-data.*EventNamespace/) });
    const body = own.find((r) => String(r.attributes.type).startsWith("Microsoft.Web/sites@"))!.attributes.body as Loose;
    const settings: Record<string, string> = Object.fromEntries(
      body.properties.siteConfig.appSettings.map((s: Loose) => [s.name, s.value]),
    );
    const scoring = own.find((r) => r.type === "azurerm_user_assigned_identity")!.address;
    const registered: Loose[] = [];
    const functions = {
      http: () => {},
      eventHub: (_: string, options: unknown) => void registered.push(options),
      hook: { appTerminate: () => {} },
    };
    registerScorer(functions as never, () => Promise.reject(new Error("not asked")), settings);
    expect(registered).toMatchObject([{ connection: "STREAM", eventHubName: "%STREAM_EVENT_HUB%", consumerGroup: "$Default" }]);
    expect(settings).toMatchObject({
      STREAM_EVENT_HUB: "market-volatility",
      STREAM__credential: "managedidentity",
      STREAM__clientId: `\${${scoring}.client_id}`,
      STREAM__fullyQualifiedNamespace: expect.stringMatching(/\.servicebus\.windows\.net$/),
    });
    const given = own.filter((r) => r.type === "azurerm_role_assignment").map((r) => r.address.replace("azurerm_role_assignment.", ""));
    expect(given).toEqual(
      expect.arrayContaining(["Grant-receiveEvents-on-Stream-to-Scoring", "Grant-writeBlobs-on-quarantine-to-Scoring"]),
    );
    expect(settings.STREAM_EVENT_HUB).toBe(hub?.attributes.name);
    expect(inDev.filter((r) => r.type === "azurerm_eventhub")).toEqual([]);
  });

  test("in a private network app and storage have an address in it, and none outside", () => {
    const prod = places().environments.find((e) => e.name === "prod")!;
    const inner = synthPlatform({ models: hosted, environments: [{ ...prod, name: "dev" }] });
    const own = inner.resources.filter((r) => r.stack === "dev-serving-market-volatility");
    const reached = own.filter((r) => r.type === "azurerm_private_endpoint").map((r) => (r.attributes as Loose).private_service_connection);
    expect(reached.map((c) => c.subresource_names[0]).sort()).toEqual(["blob", "sites"]);
    const site = own.find((r) => String(r.attributes.type).startsWith("Microsoft.Web/sites@"))!.attributes.body as Loose;
    expect(site.properties).toMatchObject({ publicNetworkAccess: "Disabled", virtualNetworkSubnetId: expect.stringContaining("subnet") });
  });
});
