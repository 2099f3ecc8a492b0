// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform and Azure ML write their references so
import { type CommandJobProps, commandJob } from "../../../../constructs/machine-learning/command-job";
import { JobEnvironment } from "../../../../constructs/machine-learning/job-environment";
import { synthIn } from "../../../support/platform";

const job: CommandJobProps = {
  displayName: "fx: prepare",
  experiment: "fx",
  command: "node job.js group prepare --input source=${{inputs.source}} --output curated=${{ outputs.curated }}",
  environmentId: "/env",
  computeId: "/compute",
  identityClientId: "client",
  inputs: { source: "azureml://datastores/raw/paths/fx/source/" },
  outputs: { curated: "azureml://datastores/curated/paths/fx/curated/" },
  timeoutMinutes: 90,
  tags: { model: "fx" },
};

test("a job runs the command as a managed identity, reads what it is given and writes only its outputs", () => {
  expect(commandJob(job)).toMatchObject({
    jobType: "Command",
    command: job.command,
    identity: { identityType: "Managed", clientId: "client" },
    inputs: { source: { jobInputType: "uri_folder", mode: "ReadOnlyMount", uri: "azureml://datastores/raw/paths/fx/source/" } },
    outputs: { curated: { jobOutputType: "uri_folder", mode: "ReadWriteMount" } },
    limits: { jobLimitsType: "Command", timeout: "PT1H30M" },
  });
});

test("a command and folders that do not match are refused, each mismatch named", () => {
  const wrong = { ...job, inputs: { sauce: job.inputs.source! }, outputs: {} };
  expect(() => commandJob(wrong)).toThrow(
    "job fx: prepare: the command reads inputs.source, which the job does not give; the command reads outputs.curated, which the job does not give; the job gives inputs.sauce, which the command does not read",
  );
});

const environment = (imageTag: string) =>
  synthIn(
    (stack) => void new JobEnvironment(stack, "Environment", { name: "fx-job", workspaceId: "/w", loginServer: "cr.azurecr.io", imageTag }),
  );

test("an environment's version is named by the bundle's hash, is never changed, and outlives its successor's making", () => {
  const tag = "0123456789abcdef".repeat(4);
  const version = environment(tag).all("Microsoft.MachineLearningServices/workspaces/environments/versions")[0]!.attributes;
  expect(version).toMatchObject({
    name: tag.slice(0, 20),
    body: { properties: { image: `cr.azurecr.io/job:${tag}`, osType: "Linux" } },
    lifecycle: { ignore_changes: ["body"], create_before_destroy: true },
  });
});

test.each(["latest", "", "ABCDEF0123456789ABCDEF", "abc"])("refuses the tag %p, which is no content hash", (tag) => {
  expect(() => environment(tag)).toThrow(`imageTag: expected a content hash of 20 to 64 hexadecimal digits, got "${tag}"`);
});
