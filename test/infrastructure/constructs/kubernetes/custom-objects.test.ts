import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import { CustomObjects, problemsOf } from "../../../../constructs/kubernetes/custom/custom-objects";
import type { CustomObject } from "../../../../constructs/kubernetes/custom/kinds";
import { synthIn } from "../../../support/platform";

const monitor: CustomObject = {
  apiVersion: "azmonitoring.coreos.com/v1",
  kind: "PodMonitor",
  metadata: { name: "fx", namespace: "fx", annotations: { note: "a literal $" + "{x}" } },
  spec: { selector: { matchLabels: { app: "fx" } }, podMetricsEndpoints: [{ port: "http", path: "/metrics", interval: "30s" }] },
};
const release = (objects: readonly CustomObject[]) =>
  synthIn((stack) => {
    new HelmProvider(stack, "Helm", {});
    new CustomObjects(stack, "Objects", { name: "fx", namespace: "fx", objects });
  });

test("the chart goes along under a path that is the same on every machine", () => {
  const { chart, values, atomic } = release([monitor]).only("helm_release") as { chart: string; values: string[]; atomic: boolean };
  expect(chart).toMatch(/^\.\/assets\/Objects_Chart_\w+\/[0-9a-f]{32}$/);
  expect(atomic).toBe(true);
  expect(JSON.parse(values[0]!.replaceAll("$$" + "{", "$" + "{"))).toEqual({ objects: [monitor] });
});

test("the chart is its values' objects and nothing else", () => {
  const chart = "constructs/kubernetes/chart";
  expect(readdirSync(chart, { recursive: true }).sort()).toEqual(["Chart.yaml", "templates", join("templates", "objects.yaml")]);
  const template = readFileSync(join(chart, "templates/objects.yaml"), "utf8");
  expect(template).toBe("{{- range .Values.objects }}\n---\n{{ toYaml . }}\n{{- end }}\n");
});

test.each<[string, (o: CustomObject) => unknown, string]>([
  ["a version that is another", (o) => ({ ...o, apiVersion: "monitoring.coreos.com/v1" }), "/apiVersion: must be equal to constant"],
  [
    "a part that there is not",
    (o) => ({ ...o, spec: { ...o.spec, podMetricEndpoints: [] } }),
    "/spec: must NOT have additional properties",
  ],
  ["a part that lacks", (o) => ({ ...o, spec: {} }), "/spec: must have required property 'selector'"],
  ["a name that is none", (o) => ({ ...o, metadata: { ...o.metadata, name: "F_X" } }), "/metadata/name: must match pattern"],
])("refuses at synth %s", (_, change, message) => {
  const wrong = change(monitor) as CustomObject;
  expect(problemsOf(wrong).join("; ")).toContain(message);
  expect(() => release([wrong])).toThrow(message);
});

test("refuses none, the same one twice, and one of another namespace", () => {
  expect(() => release([])).toThrow("objects: expected at least one, got none");
  expect(() => release([monitor, monitor])).toThrow("expected each name once, got PodMonitor/fx, PodMonitor/fx");
  expect(() => release([{ ...monitor, metadata: { ...monitor.metadata, namespace: "other" } }])).toThrow(
    "expected all in the namespace fx, got other",
  );
});
