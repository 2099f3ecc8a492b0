import { RESOURCE_PROVIDERS } from "../../../constructs/bootstrap/resource-providers";
import { nameOf } from "../../../constructs/naming/name";
import { type Answer, fakeAzure } from "../../support/azure-management";
import { AZ, IDS, type Machine, ME, openDoctorLab, SUBSCRIPTION, TENANT, TOKEN } from "../../support/doctor-lab";
import { inProcess } from "../../support/in-process";

const lab = openDoctorLab();
let azure: Awaited<ReturnType<typeof fakeAzure>> | undefined;
beforeAll(() => {
  for (const name of ["dev", "prod", "shared"])
    lab.edit(`${name}.yaml`, (text) => text.replace(/^region:/m, `state: { account: stmlops${name}state, container: tfstate }\nregion:`));
});
afterEach(async () => {
  await azure?.close();
  azure = undefined;
});
afterAll(() => lab.close());

const usage = (name: string, limit: number, currentValue = 0, type?: string) => ({
  ...{ name: { value: name, localizedValue: name }, limit, currentValue },
  ...(type !== undefined && { type: `Microsoft.MachineLearningServices/${type}/usages` }),
});
const OWNER = "/providers/Microsoft.Authorization/roleDefinitions/owner";
const assigned = (roleDefinitionId: string, scope: string) => ({ properties: { scope, roleDefinitionId } });
const role = (permission: object): Answer => ({ body: { properties: { permissions: [permission] } } });

/** A subscription that wants for nothing. */
const READY: Readonly<Record<string, Answer>> = {
  "/providers": {
    // one of the names is written in other letters than Azure does elsewhere
    body: { value: RESOURCE_PROVIDERS.map((n) => ({ namespace: n.toUpperCase(), registrationState: "Registered" })) },
  },
  "Microsoft.Compute/locations/westeurope/usages": { body: { value: [usage("cores", 100), usage("standardDSv5Family", 100)] } },
  "Microsoft.MachineLearningServices/locations/westeurope/usages": {
    body: {
      value: [
        usage("Total Cluster Dedicated Regional vCPUs", 100, 0, "dedicatedCores"),
        usage("Total Cluster LowPriority Regional vCPUs", 100, 0, "lowPriorityCores"),
        usage("Standard DSv5 Family Cluster Dedicated vCPUs", 100, 0, "vmFamily"),
      ],
    },
  },
  roleAssignments: { body: { value: [assigned(OWNER, `/subscriptions/${SUBSCRIPTION}`), assigned("/data", "/")] } },
  [OWNER]: role({ actions: ["*"], notActions: [] }),
  "/data": role({ dataActions: ["Microsoft.Storage/*"] }),
  tfstate: { body: "<EnumerationResults />" },
  managedClusters: { body: { value: [] } },
  registries: {
    body: { value: [{ name: nameOf("container-registry", { prefix: "mlops", name: "shared", subscription: SUBSCRIPTION }) }] },
  },
};

async function look(
  step: "plan" | "deploy" | "publish",
  place: string | undefined,
  answers: Parameters<typeof fakeAzure>[0] = {},
  machine: Machine = {},
) {
  await azure?.close();
  // what a test says comes first
  azure = await fakeAzure({ ...answers, ...Object.fromEntries(Object.entries(READY).filter(([path]) => !(path in answers))) });
  const { address } = azure;
  return lab.look(step, place, { ...machine, more: { management: address, blobs: () => address, ...machine.more } });
}
const notOk = (found: Awaited<ReturnType<typeof look>>) =>
  [...found.values()].filter((f) => f.status !== "ok" && f.name !== "providers lock").map((f) => [f.name, f.status]);

test("where nothing is missing, every check of a deployment says so, by what Azure told it", async () => {
  const found = await look("deploy", "prod");
  expect(notOk(found)).toEqual([]);
  expect([...found].map(([name, { got }]) => `${name}: ${got}`)).toEqual(
    expect.arrayContaining([
      "terraform: 1.11.4",
      "kubelogin: there",
      "az login: someone@example.com",
      `subscription prod: ${SUBSCRIPTION}`,
      "state prod: stmlopsprodstate",
      "resource providers prod: 22 registered",
      "quota standardDSv5Family: 100, 0 of them in use",
      "roles Storage Blob Data Contributor: may Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
    ]),
  );
  expect(new Set(azure!.asked.map((a) => a.authorization))).toEqual(new Set([`Bearer ${TOKEN}`]));
  expect(azure!.asked.map((a) => a.url)).toContain(
    `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=assignedTo('${ME}')`,
  );
});

// by hand, from environments/: dev trains on two machines of 4 vCPUs and has two pools of up to three of 2; prod trains on four of 8,
// has two pools of up to nine of 4, and an agent of 4
test.each([
  ["dev", "quota standardDSv5Family", 12],
  ["dev", "quota cores", 12],
  ["dev", "quota standardDSv5Family of Azure ML", 8],
  ["dev", "quota lowPriorityCores of Azure ML", 8],
  ["prod", "quota standardDSv5Family", 76],
  ["prod", "quota dedicatedCores of Azure ML", 32],
  ["prod", "quota lowPriorityCores of Azure ML", 64],
])("%s: %s must be %d", async (place, name, needed) => {
  const quotas = (limit: number, used = 0) => ({
    "Microsoft.Compute/locations/westeurope/usages": {
      body: { value: [usage("cores", limit, used), usage("standardDSv5Family", limit, used)] },
    },
    "Microsoft.MachineLearningServices/locations/westeurope/usages": {
      body: {
        value: [
          usage("Total Cluster Dedicated Regional vCPUs", limit, used, "dedicatedCores"),
          usage("Total Cluster LowPriority Regional vCPUs", limit, used, "lowPriorityCores"),
          usage("standardDSv5Family", limit, used, "vmFamily"),
        ],
      },
    },
  });
  const at = async (limit: number, used?: number) => {
    return (await look("deploy", place, quotas(limit, used), { only: "quota" })).get(name)!;
  };
  expect([(await at(needed)).status, (await at(needed - 1)).status, (await at(needed, 1)).status]).toEqual(["ok", "missing", "warning"]);
  expect(await at(needed - 1)).toMatchObject({
    expected: expect.stringContaining(`${needed} vCPUs in westeurope`),
    remedy: expect.stringContaining(`Ask for ${needed} `),
  });
});

test("a quota without a limit is enough; one that Azure does not tell of is not known; a workspace's own is not the region's", async () => {
  const found = await look("deploy", "dev", {
    "Microsoft.Compute/locations/westeurope/usages": { body: { value: [usage("cores", -1)] } },
    "Microsoft.MachineLearningServices/locations/westeurope/usages": {
      body: { value: [{ ...usage("standardDSv5Family", 100), id: "/subscriptions/1/resourceGroups/g/providers/x/workspaces/w/usages" }] },
    },
  });
  expect(found.get("quota cores")).toMatchObject({ status: "ok", got: "no limit" });
  expect(found.get("quota standardDSv5Family")).toMatchObject({ status: "unknown" });
  expect(found.get("quota standardDSv5Family of Azure ML")).toMatchObject({ status: "unknown" });
});

const noWrite = {
  "/role": role({ actions: ["*/read"] }),
  roleAssignments: { body: { value: [assigned("/role", `/subscriptions/${SUBSCRIPTION}`)] } },
};
const registered = (state: string, nextLink?: string) => ({
  value: RESOURCE_PROVIDERS.map((namespace) => ({ namespace, registrationState: namespace === "Microsoft.Quota" ? state : "Registered" })),
  ...(nextLink && { nextLink }),
});
const stopped = nameOf("kubernetes-cluster", { prefix: "mlops", name: "dev", subscription: SUBSCRIPTION });
const CLUSTER = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-mlops-dev-cluster/providers/Microsoft.ContainerService/managedClusters/${stopped}`;

test.each<[string, string, Parameters<typeof fakeAzure>[0], Machine, string, object]>([
  ["nothing to plan with", "dev", {}, { programs: { terraform: undefined } }, "terraform", { status: "missing", got: "none" }],
  [
    "an old Terraform",
    "dev",
    {},
    { programs: { terraform: `echo '{ "terraform_version": "1.9.8" }'` } },
    "terraform",
    { status: "missing", expected: "Terraform 1.11 or newer on PATH", got: "1.9.8" },
  ],
  ["no kubelogin where models are on AKS", "prod", {}, { programs: { kubelogin: undefined } }, "kubelogin", { status: "missing" }],
  [
    "no repository",
    "dev",
    {},
    { programs: { git: "exit 128" } },
    "git",
    { status: "missing", remedy: expect.stringContaining("git clone") },
  ],
  ["no Azure CLI", "dev", {}, { programs: { az: undefined } }, "az", { status: "missing", got: "none" }],
  [
    "nobody signed in",
    "dev",
    {},
    { programs: { az: `[ "$2" = show ] && { echo "Please run 'az login'" >&2; exit 1; }` } },
    "az login",
    { status: "missing", got: "nobody", remedy: `az login --tenant ${TENANT}` },
  ],
  [
    "signed in elsewhere",
    "dev",
    {},
    { programs: { az: AZ.replace(TENANT, "55555555-5555-5555-5555-555555555555") } },
    "az login",
    { status: "missing", got: "someone@example.com in tenant 55555555-5555-5555-5555-555555555555", remedy: `az login --tenant ${TENANT}` },
  ],
  [
    "a subscription that is not seen",
    "dev",
    {},
    { programs: { az: AZ.replace(/("account get-access-token"\)) .* ;;/, `$1 echo "ERROR: Subscription 'x' not found." >&2; exit 1 ;;`) } },
    "subscription dev",
    { status: "missing", got: "Subscription 'x' not found.", remedy: expect.stringContaining(`az login --tenant ${TENANT}`) },
  ],
  [
    "another subscription as az's own",
    "dev",
    {},
    { variables: { AZURE_SUBSCRIPTION_ID_DEV: "66666666-6666-6666-6666-666666666666" } },
    "subscription dev",
    { status: "warning", got: SUBSCRIPTION, remedy: "az account set --subscription 66666666-6666-6666-6666-666666666666" },
  ],
  [
    "an id that is zeros",
    "dev",
    {},
    { variables: { AZURE_READERS_GROUP_ID: "00000000-0000-0000-0000-000000000000" } },
    "ids dev",
    { status: "missing", got: "zeros in groups/readers", remedy: expect.stringContaining("export AZURE_READERS_GROUP_ID=…") },
  ],
  [
    "a provider that is not registered",
    "dev",
    { "/providers": { body: registered("NotRegistered") } },
    {},
    "resource providers dev",
    {
      ...{ status: "missing", got: "not Microsoft.Quota" },
      remedy: `As an owner: for name in Microsoft.Quota; do az provider register --subscription ${SUBSCRIPTION} --namespace $name; done`,
    },
  ],
  [
    "who may read only",
    "dev",
    noWrite,
    {},
    "roles Contributor",
    {
      status: "missing",
      got: "may not Microsoft.Resources/subscriptions/resourceGroups/write, Microsoft.MachineLearningServices/workspaces/write",
      remedy: `Let the pipeline deploy, as deployer; or an owner: az role assignment create --assignee ${ME} --role "Contributor" --scope /subscriptions/${SUBSCRIPTION}`,
    },
  ],
  [
    "a cluster that sleeps",
    "dev",
    { managedClusters: { body: { value: [{ id: CLUSTER, name: stopped, properties: { powerState: { code: "Stopped" } } }] } } },
    {},
    "cluster",
    {
      status: "missing",
      remedy: `az aks start --subscription ${SUBSCRIPTION} --resource-group rg-mlops-dev-cluster --name ${stopped}; or leave …-serving-… out`,
    },
  ],
  [
    "states that one may not read",
    "dev",
    { tfstate: { status: 403, headers: { "x-ms-error-code": "AuthorizationPermissionMismatch" } } },
    {},
    "state dev",
    {
      status: "missing",
      got: "403 AuthorizationPermissionMismatch",
      remedy: expect.stringContaining(`--assignee ${ME} --role "Storage Blob Data Reader"`),
    },
  ],
  [
    "states that are closed to this network",
    "prod",
    { tfstate: { status: 403, headers: { "x-ms-error-code": "AuthorizationFailure" } } },
    {},
    "state prod",
    { status: "missing", remedy: "Run it within the network, on an agent, or by VPN: docs/network-modes.md." },
  ],
  [
    "states that are elsewhere",
    "dev",
    { tfstate: { status: 404 } },
    {},
    "state dev",
    { status: "missing", remedy: "Correct state of environments/dev.yaml." },
  ],
  [
    "Azure that refuses to say",
    "dev",
    { "/providers": { status: 403, body: { error: { code: "AuthorizationFailed" } } } },
    {},
    "resource providers",
    {
      status: "unknown",
      got: "Azure, asked for /subscriptions/11111111-1111-1111-1111-111111111111/providers, answered 403 AuthorizationFailed",
    },
  ],
  ["Azure that answers with something else", "dev", { "/providers": { body: {} } }, {}, "resource providers", { status: "unknown" }],
])("%s", async (_, place, answers, machine, name, expected) => {
  expect((await look("deploy", place, answers, machine)).get(name)).toMatchObject(expected);
});

test("lists are read to their last page, and the token is shown to nobody else", async () => {
  const found = await look("deploy", "dev", {
    "/providers": () => ({ body: { value: [], nextLink: `${azure!.address}/second-page` } }),
    "/second-page": { body: registered("Registered") },
  });
  expect(["shared", "dev"].map((place) => found.get(`resource providers ${place}`)!.status)).toEqual(["ok", "ok"]);
  const elsewhere = await fakeAzure({});
  try {
    const lost = await look("deploy", "dev", { "/providers": { body: registered("NotRegistered", `${elsewhere.address}/next`) } });
    expect([lost.get("resource providers dev")!.status, elsewhere.asked]).toEqual(["missing", []]);
  } finally {
    await elsewhere.close();
  }
});

test("roles count by what they hold and where: a group's, a management group's; not another subscription's, nor what is taken off", async () => {
  const all = role({ actions: ["*"], notActions: ["Microsoft.Authorization/*/Write"] });
  const found = await look("deploy", "dev", {
    "/contributor": all,
    "/admin": role({ actions: ["Microsoft.Authorization/roleAssignments/*"] }),
    "/owner": role({ actions: ["*"] }),
    roleAssignments: {
      body: {
        value: [
          assigned("/contributor", "/providers/Microsoft.Management/managementGroups/all"),
          assigned("/admin", `/subscriptions/${SUBSCRIPTION.toUpperCase()}`),
          assigned("/owner", `/subscriptions/${SUBSCRIPTION}/resourceGroups/other`),
        ],
      },
    },
  });
  const of = (name: string) => found.get(`roles ${name}`)!.status;
  expect([
    of("Contributor"),
    of("Role Based Access Control Administrator"),
    of("Locks Contributor"),
    of("Storage Blob Data Contributor"),
  ]).toEqual([...["ok", "ok", "missing", "missing"]]);
});

test("before bootstrap its account is no fault, providers are bootstrap's, and an owner is asked for", async () => {
  const found = await look("deploy", "staging", { ...noWrite, "/providers": { body: registered("NotRegistered") } });
  expect(found.get("state staging")).toMatchObject({
    status: "warning",
    remedy: expect.stringContaining("npx cdktf deploy staging-bootstrap"),
  });
  expect(found.get("resource providers staging")).toMatchObject({ status: "warning", got: "not yet Microsoft.Quota" });
  expect(found.get("roles Owner")).toMatchObject({ status: "missing", got: expect.stringContaining("roleDefinitions/write") });
});

test("who plans needs to read, and neither budgets nor quotas", async () => {
  const found = await look("plan", "dev", {
    ...noWrite,
    roleAssignments: { body: { value: [assigned("/role", "/"), assigned("/blobs", "/")] } },
    "/blobs": role({ dataActions: ["*/read"] }),
  });
  expect(notOk(found)).toEqual([]);
  expect([...found.keys()].filter((name) => /quota|budget|resource providers/.test(name))).toEqual([]);
});

test("to publish, the registry must stand", async () => {
  expect(notOk(await look("publish", undefined))).toEqual([]);
  const found = await look("publish", undefined, { registries: { body: { value: [{ name: "another" }] } } });
  expect(found.get("registry")).toMatchObject({ status: "missing", remedy: "npx cdktf deploy shared-bootstrap shared" });
});

test("Azure DevOps: its organization must take who is signed in, and its environments must have their ids", async () => {
  azure = await fakeAzure({ "/mine/_apis/projects": { body: {} }, tfstate: {} });
  const organization = `${azure.address}/mine`;
  const about = (machine: Machine = {}) =>
    lab.about("devops", undefined, { ...machine, more: { management: azure!.address, blobs: () => azure!.address } });
  const look = async (at: string | undefined, machine?: Machine) => {
    const asked = about(machine);
    const { places, models } = asked.files();
    const { devops, ...shared } = places.shared;
    const named = at === undefined ? shared : { ...shared, devops: { ...devops!, organization: at, environments: ["dev"] } };
    return lab.examine({ ...asked, files: () => ({ models, places: { ...places, shared: named } }) });
  };
  expect((await look(organization)).get("organization")).toMatchObject({ status: "ok", got: organization });
  expect(azure.asked.find((a) => a.url.includes("_apis"))?.authorization).toBe(`Bearer ${TOKEN}`);
  expect((await look(`${azure.address}/other`)).get("organization")).toMatchObject({
    status: "missing",
    got: `${azure.address}/other answered 404`,
  });
  expect((await look(undefined)).get("organization")).toMatchObject({ status: "missing", remedy: "Write it there: docs/devops.md." });
  const zeros = { AZURE_READERS_GROUP_ID: "00000000-0000-0000-0000-000000000000" };
  const ids = [...(await look(organization, { variables: zeros }))].filter(([name]) => name.startsWith("ids "));
  expect(ids.map(([name, f]) => [name, f.status])).toEqual([
    ["ids shared", "ok"],
    ["ids dev", "missing"],
  ]);
});

test("a budget that begins in the past is told of before the first deployment", async () => {
  lab.edit("staging.yaml", (text) => text.replace(/since: [\d-]+/, "since: 2024-01-01"));
  expect((await look("deploy", "staging")).get("budget.since")).toMatchObject({ status: "missing", got: '"2024-01-01"' });
});

test("what does not answer in time is not known, and holds nobody up", async () => {
  const began = Date.now();
  const slow = await look("deploy", "dev", { "/providers": "never", tfstate: "never" }, { more: { patience: 2_000 } });
  expect(slow.get("resource providers")).toMatchObject({ status: "unknown", got: expect.stringContaining("no answer within 2 s") });
  expect(slow.get("state dev")).toMatchObject({ status: "missing", got: expect.stringContaining("no answer within 2 s") });
  expect(slow.get("quota cores")).toMatchObject({ status: "ok" });
  // what the script starts would hold its output open
  const hanging = await look("deploy", "dev", {}, { programs: { az: "/bin/sleep 60 &\nwait" }, more: { patience: 500 } });
  expect(hanging.get("quota compute")).toMatchObject({
    status: "unknown",
    got: expect.stringContaining("az account did not end within 0.5 s"),
  });
  expect(Date.now() - began).toBeLessThan(20_000);
});

test("where the registry cannot be reached, a mirror does", async () => {
  const proxied = await look("plan", "dev", {}, { variables: { TF_CLI_CONFIG_FILE: "/nowhere", HTTPS_PROXY: "http://127.0.0.1:9" } });
  expect(proxied.get("providers source")).toMatchObject({ status: "unknown", got: expect.stringContaining("proxy") });
  const mirrored = await look("plan", "dev");
  expect(mirrored.get("providers source")).toMatchObject({ status: "ok", got: expect.stringMatching(/^a mirror, in .*terraformrc$/) });
});

test("the command ends with 1 while something is missing for a deployment, and says for which command", async () => {
  const before = { ...process.env };
  Object.assign(process.env, lab.variablesOf({ programs: { az: undefined } }), { AZURE_SUBSCRIPTION_ID: "" });
  try {
    const { code, stdout } = await inProcess(["doctor", "deploy", "dev", "--environments", lab.environments]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nmissing {2}az {18}expected the Azure CLI on PATH, got none\n/);
    expect(stdout).toMatch(/\nunknown {2}subscription {8}not known: there is no Azure CLI to ask by\n/);
    expect(stdout).toMatch(/; first mend what is missing for: npx mlops deploy dev\n$/);
  } finally {
    for (const name of [...Object.keys(IDS), "TF_CLI_CONFIG_FILE"]) delete process.env[name];
    Object.assign(process.env, before);
  }
});
