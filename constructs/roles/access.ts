import type { Role } from "./table";

/** Who is given roles: the platform's identities and the organization's groups, by what they are for. */
export const PRINCIPALS = {
  training: "jobs of Azure ML that prepare data, train and evaluate",
  scoring: "what scores: a model's pods or Functions app, and jobs that score in batches",
  dataMovement: "what carries data into the lake: Data Factory's linked services and the capture of Event Hubs",
  control: "what runs monitors, the guard of retraining and releases",
  lakeEvents: "Event Grid, when it tells of what happens in the lake",
  factory: "Data Factory itself, when it calls Azure's management API",
  workspace: "the Azure ML workspace, on what it is made of",
  cluster: "AKS, on the network that it stands in",
  kubelet: "the nodes of AKS",
  gateway: "what takes callers' connections before a cluster's models",
  grafana: "Grafana, on what its dashboards show",
  platformTeam: "the Entra group that runs the platform",
  dataScientists: "the Entra group that makes models",
  readers: "the Entra group that looks and changes nothing",
  approvers: "the Entra group that approves plans",
  deployer: "the pipelines that apply plans of one place and release models there",
  planReader: "the pipeline that makes plans for review, and changes nothing",
} as const;
export type Principal = keyof typeof PRINCIPALS;

/** One line of the role table: who may do what, where, and why. */
export interface AccessRow {
  readonly who: Principal;
  readonly may: Role;
  /** The resource, or the kind of resources, in the words of the stack that grants it. */
  readonly on: string;
  readonly why: string;
}

/**
 * The role table: everything that anybody may do, by the part of the platform that grants it. `grantAccess` makes the assignments of
 * a part, and the compiler holds it to naming every principal and every resource of its rows.
 */
export const ACCESS = {
  bootstrap: [
    { who: "deployer", may: "readEverything", on: "subscription", why: "A plan begins by reading what stands there." },
    { who: "deployer", may: "assignRoles", on: "subscription", why: "Gives the platform's identities the roles of this table." },
    { who: "deployer", may: "lockData", on: "subscription", why: "Locks what holds data." },
    { who: "deployer", may: "assignPolicies", on: "subscription", why: "Assigns Azure's policies to the environment's groups." },
    { who: "deployer", may: "writeBlobs", on: "state", why: "Reads and writes Terraform's state." },
    { who: "platformTeam", may: "writeBlobs", on: "state", why: "Moves the first states there, and mends one." },
    { who: "planReader", may: "readEverything", on: "subscription", why: "A plan begins by reading what stands there." },
    { who: "planReader", may: "readBlobs", on: "state", why: "Reads Terraform's state; plans for review take no lock." },
  ],
  bootstrapCluster: [
    { who: "deployer", may: "readClusterEndpoint", on: "subscription", why: "Finds the API server, which does not stand yet." },
    { who: "deployer", may: "administerCluster", on: "subscription", why: "Makes the models' objects in the cluster." },
    { who: "planReader", may: "readClusterEndpoint", on: "subscription", why: "Finds the API server, which does not stand yet." },
    { who: "planReader", may: "readCluster", on: "subscription", why: "Compares the models' objects with what is planned." },
  ],
  bootstrapGuest: [
    { who: "deployer", may: "readBlobs", on: "shared state", why: "Reads where the registry and the package store stand." },
    { who: "deployer", may: "assignRoles", on: "registry", why: "Lets the environment's identities pull images." },
    { who: "deployer", may: "assignRoles", on: "package store", why: "Lets the environment's identities read packages." },
    { who: "planReader", may: "readBlobs", on: "shared state", why: "Reads where the registry and the package store stand." },
    { who: "planReader", may: "readEverything", on: "registry", why: "Compares roles on it with what is planned." },
    { who: "planReader", may: "readEverything", on: "package store", why: "Compares roles on it with what is planned." },
  ],
  foundation: [
    { who: "platformTeam", may: "administerVault", on: "environment's vault", why: "Puts the passwords of sources there." },
    { who: "platformTeam", may: "readLogs", on: "logs", why: "Finds out what went wrong." },
    { who: "dataScientists", may: "readLogs", on: "logs", why: "Looks at what models predicted and how well." },
    { who: "readers", may: "readLogs", on: "logs", why: "Looks at dashboards." },
    { who: "approvers", may: "readLogs", on: "logs", why: "Looks at what a release rests on." },
  ],
  data: [
    { who: "dataMovement", may: "writeBlobs", on: "raw zone", why: "Copies sources to raw, and captures events there." },
    { who: "dataMovement", may: "writeBlobs", on: "quarantine zone", why: "Puts aside what it cannot read: the dead letters." },
  ],
  dataForModels: [
    {
      who: "dataScientists",
      may: "readBlobs",
      on: "zones of data for models",
      why: "Explores data; not that of models whose class is confidential or personal.",
    },
  ],
  sources: [
    { who: "dataMovement", may: "readSecrets", on: "environment's vault", why: "Sources outside Azure have passwords; they lie there." },
  ],
  workspace: [
    { who: "workspace", may: "manageStorageAccount", on: "workspace's storage", why: "Azure ML asks it of a workspace's identity." },
    { who: "workspace", may: "writeBlobs", on: "workspace's storage", why: "Keeps runs, logs and snapshots there without a key." },
    { who: "workspace", may: "writeFiles", on: "workspace's storage", why: "Keeps notebooks there without a key." },
    { who: "workspace", may: "manageVault", on: "workspace's vault", why: "Azure ML asks it of a workspace's identity." },
    { who: "workspace", may: "administerVault", on: "workspace's vault", why: "Keeps what its connections need there." },
    { who: "workspace", may: "manageApplicationInsights", on: "Application Insights", why: "Sends what its services log." },
    { who: "workspace", may: "pullImages", on: "registry", why: "Starts jobs from images." },
  ],
  managedNetwork: [
    {
      who: "workspace",
      may: "approveEndpoints",
      on: "targets of the managed network",
      why: "Its managed network reaches them by private endpoints, which it must approve itself.",
    },
    {
      who: "workspace",
      may: "pushImages",
      on: "registry",
      why: "ACR's own builders cannot reach a closed registry: Azure ML builds on its compute.",
    },
  ],
  ml: [
    { who: "training", may: "writeBlobs", on: "zones that steps write", why: "Steps of the lifecycle read and write folders there." },
    { who: "training", may: "pullImages", on: "registry", why: "Its machines start the job image." },
    { who: "training", may: "logRuns", on: "workspace", why: "Logs runs and lists the data that it wrote; it submits none." },
    { who: "training", may: "writeBlobs", on: "workspace's storage", why: "Writes its logs and artifacts there." },
    { who: "training", may: "writeFiles", on: "workspace's storage", why: "Mounts the share of its working folder." },
    {
      who: "training",
      may: "writeBlobs",
      on: "package store",
      why: "Reads the model's files there, and puts the package there that its gates let through.",
    },
    { who: "scoring", may: "readBlobs", on: "zones that scoring reads", why: "Reads features, packages and what is released." },
    { who: "scoring", may: "readBlobs", on: "package store", why: "Loads the package that is released." },
    { who: "scoring", may: "writeBlobs", on: "predictions zone", why: "Writes what it predicted." },
    { who: "scoring", may: "pullImages", on: "registry", why: "Its machines start the job image." },
    { who: "scoring", may: "logRuns", on: "workspace", why: "Logs its runs; it submits none." },
    { who: "scoring", may: "writeBlobs", on: "workspace's storage", why: "Writes its logs there." },
    { who: "scoring", may: "writeFiles", on: "workspace's storage", why: "Mounts the share of its working folder." },
    { who: "factory", may: "runJobs", on: "workspace", why: "Submits the jobs that prepare data, and watches them." },
  ],
  experiments: [
    {
      who: "dataScientists",
      may: "runJobs",
      on: "workspace",
      why: "Experiments, within the compute that there is. A job acts as training: not where data is protected or a model confidential or personal.",
    },
    { who: "dataScientists", may: "writeBlobs", on: "workspace's storage", why: "Azure ML's studio reads and writes as the person." },
  ],
  control: [
    { who: "control", may: "writeBlobs", on: "control's storage", why: "The Functions host keeps its locks there, and finds its code." },
    { who: "control", may: "writeQueues", on: "control's storage", why: "Takes the events of the lake, and alerts." },
    {
      who: "control",
      may: "readBlobs",
      on: "zones that monitors read",
      why: "Judges predictions, what training has left and what data was refused.",
    },
    {
      who: "control",
      may: "readBlobs",
      on: "package store",
      why: "Reads models' files, holds what it releases against its digest, and reads its reference.",
    },
    { who: "control", may: "writeBlobs", on: "releases zone", why: "Moves weights, and notes what it has judged." },
    { who: "control", may: "writeBlobs", on: "audit zone", why: "Adds to the log, which lets nobody change what it holds." },
    { who: "control", may: "runJobs", on: "workspace", why: "Starts training once the guard allows it, and looks how it ended." },
    { who: "control", may: "sendRows", on: "figures and decisions", why: "Sends what monitors found and what was decided." },
    { who: "control", may: "sendRows", on: "Application Insights", why: "Sends what it says of its ticks, and its errors." },
    { who: "lakeEvents", may: "sendMessages", on: "control's storage", why: "Tells of new data." },
  ],
  releasing: [
    {
      who: "deployer",
      may: "writeBlobs",
      on: "releases zone",
      why: "Begins a release that somebody asks for in a pipeline, takes one back, and asks the guard for training; weights are control's.",
    },
    { who: "deployer", may: "writeBlobs", on: "audit zone", why: "Writes down who asked for it, and why." },
    { who: "deployer", may: "readBlobs", on: "models zone", why: "Sees how a training run ended." },
    {
      who: "deployer",
      may: "readBlobs",
      on: "package store",
      why: "Holds what it releases against its digest, and takes code for Functions apps.",
    },
  ],
  publishing: [
    { who: "deployer", may: "writeBlobs", on: "package store", why: "Puts packages for Functions there, before they are named." },
  ],
  clusterNetwork: [{ who: "cluster", may: "joinNetwork", on: "network", why: "Puts nodes, load balancers and its API server there." }],
  clusterZone: [{ who: "cluster", may: "manageDnsZone", on: "API server's zone", why: "Writes the private address of its API server." }],
  cluster: [
    { who: "kubelet", may: "pullImages", on: "registry", why: "Nodes start images." },
    { who: "platformTeam", may: "administerCluster", on: "cluster", why: "Local accounts are off: somebody must be able to repair it." },
    { who: "platformTeam", may: "readClusterEndpoint", on: "cluster", why: "Finds the API server." },
    { who: "readers", may: "readCluster", on: "cluster", why: "Looks at pods and their logs." },
    { who: "readers", may: "readClusterEndpoint", on: "cluster", why: "Finds the API server." },
  ],
  runningHours: [
    { who: "factory", may: "runCluster", on: "cluster", why: "Starts and stops it by the clock, where it need not always run." },
  ],
  grafana: [
    { who: "grafana", may: "readMetrics", on: "Prometheus metrics", why: "Dashboards query them." },
    { who: "grafana", may: "readLogs", on: "logs", why: "Dashboards query them." },
    { who: "platformTeam", may: "administerGrafana", on: "Grafana", why: "Somebody keeps the dashboards." },
    { who: "deployer", may: "editGrafana", on: "Grafana", why: "Puts the models' dashboards there." },
    { who: "readers", may: "viewGrafana", on: "Grafana", why: "Looks at the dashboards." },
  ],
  gateway: [
    { who: "gateway", may: "readSecrets", on: "environment's vault", why: "Proves by its certificate that it is who callers mean." },
  ],
  model: [
    { who: "scoring", may: "readBlobs", on: "packages", why: "Loads the packages that a release names." },
    { who: "scoring", may: "readBlobs", on: "releases zone", why: "Follows the release manifest." },
    { who: "scoring", may: "readBlobs", on: "audit zone", why: "Shows on its page what was decided about the model." },
    { who: "scoring", may: "writeBlobs", on: "predictions zone", why: "Logs what it predicted, and what callers say came true." },
    { who: "scoring", may: "sendRows", on: "predictions table", why: "Sends what it predicted to the logs, too." },
  ],
  modelOnFunctions: [
    { who: "scoring", may: "writeBlobs", on: "app's storage", why: "The Functions host keeps its locks there, and finds its code." },
    { who: "scoring", may: "sendRows", on: "Application Insights", why: "Tells of each request, which alerts count." },
  ],
  modelStream: [
    { who: "scoring", may: "receiveEvents", on: "model's hub", why: "Scores the rows that come as events." },
    { who: "scoring", may: "writeBlobs", on: "quarantine zone", why: "Keeps the events that cannot be scored: the dead letters." },
  ],
} as const satisfies Record<string, readonly AccessRow[]>;

/** A part of the platform that grants roles. */
export type AccessPart = keyof typeof ACCESS;

/** Parts that bootstrap grants, and who applies it is an owner. All others the deployer grants. */
const OWNERS_PARTS: readonly AccessPart[] = ["bootstrap", "bootstrapCluster", "bootstrapGuest"];

/** What the deployer has to be able to give and take: the roles of all stacks but bootstrap. */
export const DEPLOYER_GIVES: readonly Role[] = [
  ...new Set(
    (Object.entries(ACCESS) as readonly (readonly [AccessPart, readonly AccessRow[]])[])
      .filter(([part]) => !OWNERS_PARTS.includes(part))
      .flatMap(([, rows]) => rows.map((row) => row.may)),
  ),
].sort();
