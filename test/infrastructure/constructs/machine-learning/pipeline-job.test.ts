// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Azure ML writes its references so
import { type ComponentSpec, componentId, componentVersion } from "../../../../constructs/machine-learning/component";
import {
  type ComponentNode,
  type PipelineJobProps,
  type PipelineNode,
  pipelineJob,
} from "../../../../constructs/machine-learning/pipeline-job";
import { sweepSpace } from "../../../../constructs/machine-learning/sweep-space";

const node = (name: string, more: Partial<ComponentNode> = {}): PipelineNode => ({
  kind: "component",
  name,
  componentId: `/components/${name}`,
  inputs: {},
  keeps: [],
  environmentVariables: {},
  timeoutMinutes: 30,
  ...more,
});
const job = (nodes: readonly PipelineNode[], more: Partial<PipelineJobProps> = {}): PipelineJobProps => ({
  displayName: "fx",
  description: "",
  experiment: "fx",
  computeId: "/compute",
  identityClientId: "client",
  inputs: { source: "azureml://datastores/raw/paths/fx/" },
  outputs: {},
  nodes,
  tags: {},
  ...more,
});

test("nodes read the pipeline's inputs and each other's outputs, and give the pipeline what it keeps", () => {
  const made = pipelineJob(
    job([node("a", { inputs: { x: { pipeline: "source" } } }), node("b", { inputs: { y: { node: "a", output: "z" } }, keeps: ["kept"] })], {
      outputs: { kept: "azureml://datastores/models/paths/fx/" },
    }),
  );
  expect(made.jobs).toMatchObject({
    a: { inputs: { x: { job_input_type: "literal", value: "${{parent.inputs.source}}" } } },
    b: {
      inputs: { y: { value: "${{parent.jobs.a.outputs.z}}" } },
      outputs: { kept: { value: "${{parent.outputs.kept}}", type: "literal" } },
    },
  });
});

test("what is bound to nothing is refused, all at once", () => {
  const wrong = job([node("a-b", { inputs: { x: { pipeline: "sauce" }, y: { node: "b", output: "z" } }, keeps: ["kept"] }), node("b")], {
    outputs: { left: "azureml://datastores/models/paths/fx/" },
  });
  expect(() => pipelineJob(wrong)).toThrow(
    "job fx: a-b is no name of a node; a-b reads sauce, which the pipeline does not give; a-b reads y of b, which does not run before it; a node keeps kept, which the pipeline does not; the pipeline keeps left, which no node does",
  );
});

const spec: ComponentSpec = {
  name: "fx-train",
  title: "fx",
  command: "node job.js",
  environment: "fx-job/versions/1",
  inputs: [],
  outputs: [],
  values: {},
};

test("a component is named by what it says: another command or image is another version, the same one the same", () => {
  expect(componentVersion(spec)).toMatch(/^[0-9a-f]{20}$/);
  expect(componentVersion({ ...spec })).toBe(componentVersion(spec));
  for (const other of [{ command: "node job.js x" }, { environment: "fx-job/versions/2" }])
    expect(componentVersion({ ...spec, ...other })).not.toBe(componentVersion(spec));
  expect(componentId("/w", spec)).toBe(`/w/components/fx-train/versions/${componentVersion(spec)}`);
});

test("each kind of dimension has its twin, and texts stand in quotes", () => {
  expect(
    sweepSpace([
      { name: "a-b", space: { u: { type: "uniform", min: 0, max: 1 }, k: { type: "choice", values: ["x", "y"] } } },
      { name: "c", space: { f: { type: "choice", values: [true, false] } } },
      { name: "d", space: {} },
    ]),
  ).toEqual({
    dimensions: {
      a_b__u: { type: "uniform", min_value: 0, max_value: 1 },
      a_b__k: { type: "choice", values: ["x", "y"] },
      c__f: { type: "choice", values: ["true", "false"] },
    },
    values: { a_b__u: "number", a_b__k: "string", c__f: "string" },
    points: '{"a-b":{"u":${{inputs.a_b__u}},"k":"${{inputs.a_b__k}}"},"c":{"f":${{inputs.c__f}}}}',
  });
});

test.each([[["it's"]], [["a", 1]]])("a choice of %j, which a shell or JSON would read otherwise, is refused", (values) => {
  expect(() => sweepSpace([{ name: "a", space: { k: { type: "choice", values } } }])).toThrow("a/k: expected texts of letters");
});
