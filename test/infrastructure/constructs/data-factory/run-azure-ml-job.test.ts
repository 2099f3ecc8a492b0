// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Azure ML writes its references so
import { Pipeline } from "../../../../constructs/data-factory/pipeline";
import { JOB_VARIABLES, runAzureMlJob } from "../../../../constructs/data-factory/run-azure-ml-job";
import { type Activity, type Call, run } from "../../../support/data-factory";
import { synthIn } from "../../../support/platform";

const WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
const JOB = `https://management.azure.com${WORKSPACE}/jobs/fx-prepare-run-7`;
const definition = { jobType: "Command", command: "node job.js --input a=${{inputs.a}}" } as const;

const body = synthIn((stack) => {
  const { activities } = runAzureMlJob({ workspaceId: WORKSPACE, jobPrefix: "fx-prepare", job: definition, timeoutMinutes: 120 });
  new Pipeline(stack, "Prepare", {
    name: "fx-prepare",
    factoryId: "/f",
    description: "d",
    folder: "fx",
    activities,
    variables: JOB_VARIABLES,
  });
}).only("azapi_resource").body as {
  properties: { activities: Activity[]; variables: Record<string, { defaultValue?: string }>; concurrency: number };
};

/** Runs the pipeline against an Azure ML whose job is in these states, one a poll; the last one stays. */
function against(states: readonly string[], refuse: (call: Call) => boolean = () => false) {
  let polls = 0;
  return run(body.properties, {
    runId: "run-7",
    rounds: 10,
    answer: (call) => {
      if (refuse(call)) throw new Error("403");
      return call.method === "GET" ? { properties: { status: states[Math.min(polls++, states.length - 1)] } } : {};
    },
  });
}

test("submits the job under the run's own name, polls the same name, and succeeds when the job has completed", async () => {
  const { status, calls, errors } = await against(["Queued", "Running", "Completed"]);
  expect(status).toBe("Succeeded");
  expect(errors).toEqual([]);
  expect(calls.map((c) => c.method)).toEqual(["PUT", "GET", "GET", "GET"]);
  expect(new Set(calls.map((c) => c.url))).toEqual(new Set([`${JOB}?api-version=2025-06-01`]));
});

test("the job's references reach Azure ML as they are, through Terraform's templates", async () => {
  const [submit] = (await against(["Completed"])).calls;
  expect(submit?.body).toEqual({ properties: { jobType: "Command", command: "node job.js --input a=$${{inputs.a}}" } });
});

test.each(["Failed", "Canceled"])("fails when the job ends as %s, and says which job and how", async (state) => {
  const { status, errors } = await against(["Running", state]);
  expect(status).toBe("Failed");
  expect(errors).toEqual([
    { code: "AZURE_ML_JOB_NOT_COMPLETED", message: `Azure ML job fx-prepare-run-7 ended as ${state}; its log is in the workspace.` },
  ]);
});

test("cancels a job that does not end in time, and fails though the cancelling went well", async () => {
  const { status, calls, errors } = await against(["Running"]);
  expect(status).toBe("Failed");
  expect(calls.at(-1)).toEqual({ method: "POST", url: `${JOB}/cancel?api-version=2025-06-01`, body: {} });
  expect(errors.map((e) => e.code)).toEqual(["AZURE_ML_JOB_NOT_ENDED"]);
});

test("fails when the job cannot even be cancelled", async () => {
  const { status, errors } = await against(["Running"], (call) => call.method === "POST");
  expect(status).toBe("Failed");
  expect(errors.map((e) => e.code)).toEqual(["AZURE_ML_JOB_NOT_ENDED"]);
});

test("fails when Azure ML refuses the job four times, and asks nothing more", async () => {
  const { status, calls } = await against(["Completed"], (call) => call.method === "PUT");
  expect(status).toBe("Failed");
  expect(calls).toHaveLength(4);
  expect(new Set(calls.map((c) => c.method))).toEqual(new Set(["PUT"]));
});

test("calls as the factory's own identity, repeats a failed call, and runs one at a time", () => {
  const flat = body.properties.activities.flatMap((a) => [a, ...((a.typeProperties.activities ?? []) as Activity[])]);
  const web = flat.filter((a) => a.type === "WebActivity");
  expect(web).toHaveLength(3);
  for (const a of web) {
    expect(a.typeProperties.authentication).toEqual({ type: "MSI", resource: "https://management.azure.com/" });
    expect(a).toMatchObject({ policy: { retry: 3, retryIntervalInSeconds: 60, timeout: "0.00:10:00" } });
  }
  expect(body.properties.concurrency).toBe(1);
});

test("waits half an hour longer than the job may run", () => {
  const loop = body.properties.activities.find((a) => a.type === "Until");
  expect(loop?.typeProperties.timeout).toBe("0.02:30:00");
});
