import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Scorer, type ScorerProps } from "../../../../constructs/kubernetes/scorer";
import { synthIn } from "../../../support/platform";

const props: ScorerProps = {
  model: "fx",
  owner: "risk@example.com",
  namespace: "fx",
  serviceAccount: "scorer",
  identityClientId: "client",
  image: "cr.azurecr.io/server:abc",
  replicas: 2,
  settings: { LAKE_URL: "https://lake.blob.core.windows.net" },
};
const scorer = (changes: Partial<ScorerProps> = {}) =>
  synthIn((stack) => {
    new KubernetesProvider(stack, "Kubernetes", {});
    new Scorer(stack, "Scorer", { ...props, ...changes });
  });

// biome-ignore lint/suspicious/noExplicitAny: a path into a document that the assertion checks
const pod = (made = scorer()): any => (made.only("kubernetes_deployment_v1") as any).spec.template;

test("the namespace admits only restricted pods and says whose it is", () => {
  expect(scorer().only("kubernetes_namespace_v1")).toMatchObject({
    metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" }, annotations: { "mlops/owner": "risk@example.com" } },
  });
});

test("the pod is what `restricted` asks for, and can write only to two bounded folders", () => {
  const { spec } = pod();
  expect(spec.security_context).toMatchObject({ run_as_non_root: true, seccomp_profile: { type: "RuntimeDefault" } });
  expect(spec.container[0].security_context).toEqual({
    allow_privilege_escalation: false,
    read_only_root_filesystem: true,
    run_as_non_root: true,
    capabilities: { drop: ["ALL"] },
  });
  expect(spec.volume.every((v: { empty_dir?: { size_limit?: string } }) => v.empty_dir?.size_limit)).toBe(true);
  expect(spec.container[0].volume_mount.map((m: { mount_path: string }) => m.mount_path)).toEqual(["/tmp", "/models"]);
});

test("the pod acts as the model's identity and holds no token of the cluster", () => {
  expect(pod().metadata.labels["azure.workload.identity/use"]).toBe("true");
  expect(pod().spec).toMatchObject({ automount_service_account_token: false, enable_service_links: false });
  expect(scorer().only("kubernetes_service_account_v1")).toMatchObject({
    metadata: { annotations: { "azure.workload.identity/client-id": "client" } },
    automount_service_account_token: false,
  });
});

test("it is asked by the inference protocol's own routes whether it lives and is ready", () => {
  const [container] = pod().spec.container;
  expect(container.liveness_probe.http_get).toMatchObject({ path: "/v2/health/live", port: "8080" });
  expect(container.readiness_probe.http_get).toMatchObject({ path: "/v2/health/ready", port: "8080" });
  expect(container.startup_probe.http_get).toMatchObject({ path: "/v2/health/live", port: "8080" });
  expect(container.env).toContainEqual({ name: "PORT", value: "8080" });
});

test("the service finds the pods", () => {
  const service = scorer().only("kubernetes_service_v1") as { spec: { selector: Record<string, string> } };
  expect(pod().metadata.labels).toMatchObject(service.spec.selector);
});

test("an apply does not wait for an image that is published after it, and loses no pod while rolling", () => {
  expect(scorer().only("kubernetes_deployment_v1")).toMatchObject({
    wait_for_rollout: false,
    spec: { replicas: "2", strategy: { rolling_update: { max_surge: "1", max_unavailable: "0" } } },
  });
});

test("refuses a name that is no DNS label and a count that is none", () => {
  expect(() => scorer({ model: "FX_1", replicas: 1.5 })).toThrow(
    'model: expected a DNS label of at most 63 characters, got "FX_1"\n  replicas: expected a whole number, got 1.5',
  );
});
