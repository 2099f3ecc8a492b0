import { existsSync, readFileSync } from "node:fs";
import { PIPELINES, type PipelineName } from "../../../constructs/devops/names";
import { PIPELINE_USES, type Reach, type Through } from "../../../constructs/devops/pipeline-uses";
import { CHECKS, ROLLBACK } from "../../../constructs/devops/release-checks";
import type { Environment } from "../../../environments/schema";
import type { ModelSpec } from "../../../model-code/core/spec/model-schema";
import { BootstrapStack } from "../../../stacks/bootstrap";
import { DevopsStack } from "../../../stacks/devops";
import { environment, models, places } from "../../support/platform";
import { type Json, type Synthesized, synth } from "../../support/synth";

const id = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, "0")}`;
const [market] = models.filter((m) => m.name === "market-volatility");
const { shared } = places();
const groups = { platform: id(1), dataScience: id(2), readers: id(3), approvers: id(4) };
const own = { ...shared, groups: { platform: id(1) } };
const all = places().environments.map((env): Environment => ({ ...env, groups }));

function devops(changes: { readonly environments?: readonly Environment[]; readonly models?: readonly ModelSpec[] } = {}): Synthesized {
  return synth((app) => new DevopsStack(app, own, { devops: shared.devops!, environments: all, models: [market!], ...changes }));
}
const made = devops();

/** What an expression refers to: `${azuredevops_team.X.id}` is `azuredevops_team.X`. */
const target = (expression: unknown) => /\b((?:data\.)?(?:azuredevops|azurerm)_\w+\.[\w-]+)\./.exec(String(expression))?.[1] ?? "";
const at = (from: Synthesized, expression: unknown): Json => {
  const found = from.resources.find((r) => r.address === target(expression));
  if (found === undefined) throw new Error(`nothing at ${expression}`);
  return found.attributes;
};
const nameAt = (from: Synthesized, expression: unknown): string => {
  const { service_endpoint_name, name, agent_pool_id } = at(from, expression);
  return String(service_endpoint_name ?? name ?? at(from, agent_pool_id).name);
};
const settings = (attributes: Json) => (attributes.settings as readonly Json[])[0]!;

describe("pipelines", () => {
  test("each has a definition of its name, with a file that is there, in one folder", () => {
    const definitions = made.all("azuredevops_build_definition").map((r) => r.attributes);
    expect(definitions.map((d) => d.name)).toEqual([...PIPELINES].sort());
    for (const d of definitions) {
      const [repository] = d.repository as readonly Json[];
      expect(repository).toMatchObject({ repo_type: "TfsGit", yml_path: `pipelines/${d.name}.yml`, branch_name: "refs/heads/main" });
      expect(existsSync(String(repository!.yml_path))).toBe(true);
      expect(at(made, d.path)).toMatchObject({ path: "\\mlops" });
      expect(d).toMatchObject({ job_authorization_scope: "project", ci_trigger: [{ use_yaml: true }] });
    }
  });

  /** What a pipeline is authorized for, by kind and name. */
  const uses = (pipeline: string, kind: string) =>
    made
      .all("azuredevops_pipeline_authorization")
      .filter(({ attributes }) => attributes.type === kind && nameAt(made, attributes.pipeline_id) === pipeline)
      .map(({ attributes }) => nameAt(made, attributes.resource_id))
      .sort();

  test("none is authorized for all pipelines at once", () => {
    for (const { attributes } of made.all("azuredevops_pipeline_authorization")) expect(attributes.pipeline_id).toMatch(/^\$\{tonumber\(/);
    for (const { attributes } of made.all("azuredevops_variable_group")) expect(attributes.allow_access).toBe(false);
  });

  const readers = ["dev-plan-reader", "prod-plan-reader", "shared-plan-reader", "staging-plan-reader"];
  const deployers = ["dev-deployer", "prod-deployer", "shared-deployer", "staging-deployer"];
  const pools = ["mlops-prod-agents", "mlops-staging-agents"];
  const each = (what: string) => ["dev", "prod", "staging"].map((env) => `${env}-${what}-market-volatility`);
  const releases = [...each("model"), ...each("rollback")].sort();
  test.each([
    // what runs a branch's code may read, and nothing else
    ["pull-request", readers, [], pools],
    ["nightly", readers, [], pools],
    ["deploy", [...deployers, ...readers].sort(), ["dev", "prod", "shared", "shared-publish", "staging"], pools],
    ["model-release", ["dev-deployer", "prod-deployer", "staging-deployer"], releases, pools],
    ["retrain", ["dev-deployer"], ["dev-model-market-volatility"], []],
    ["destroy", ["dev-deployer", "dev-plan-reader"], ["dev"], []],
  ])("%s may use what it needs, and no more", (pipeline, endpoints, environments, queues) => {
    expect(uses(pipeline, "endpoint")).toEqual(endpoints);
    expect(uses(pipeline, "environment")).toEqual(environments);
    expect(uses(pipeline, "queue")).toEqual(queues);
    expect(uses(pipeline, "variablegroup")).toEqual(["azure", "azure-dev", "azure-prod", "azure-shared", "azure-staging"]);
  });

  test("a protected dev cannot be destroyed by a pipeline", () => {
    const kept = devops({ environments: [{ ...environment(), groups, protectData: true }] });
    const destroy = kept
      .all("azuredevops_pipeline_authorization")
      .filter(({ attributes }) => nameAt(kept, attributes.pipeline_id) === "destroy" && attributes.type !== "variablegroup");
    expect(destroy).toEqual([]);
  });

  test("machines within a network begin anew for each job, and wait until Azure believes the connection that starts them", () => {
    const pool = made.all("azuredevops_elastic_pool").find((r) => r.attributes.name === "mlops-prod-agents")!.attributes;
    expect(pool).toMatchObject({ recycle_after_each_use: true, desired_idle: 0 });
    expect(nameAt(made, pool.service_endpoint_id)).toBe("prod-deployer");
    expect(pool.depends_on).toEqual([expect.stringMatching(/^azurerm_federated_identity_credential\.Place-prod_Connections_Deployer/)]);
  });
});

describe("service connections", () => {
  const endpoints = made.all("azuredevops_serviceendpoint_azurerm");

  test("a reader's and a deployer's in every place, by federation, and without a key", () => {
    const names = ["dev", "prod", "shared", "staging"].flatMap((p) => [`${p}-deployer`, `${p}-plan-reader`]);
    expect(endpoints.map((e) => e.attributes.service_endpoint_name).sort()).toEqual(names);
    for (const { attributes } of endpoints) {
      expect(attributes.service_endpoint_authentication_scheme).toBe("WorkloadIdentityFederation");
      expect(Object.keys((attributes.credentials as readonly Json[])[0]!)).toEqual(["serviceprincipalid"]);
    }
  });

  test("each identity believes the issuer and the subject that Azure DevOps says its connection has", () => {
    const credentials = made.all("azurerm_federated_identity_credential");
    expect(credentials).toHaveLength(endpoints.length);
    const data = made.stack("devops").data as Record<string, Record<string, Json>>;
    for (const { address, attributes } of endpoints) {
      const place = String(attributes.service_endpoint_name).split("-")[0];
      const [credential, ...more] = credentials.filter((c) => target(c.attributes.issuer) === address);
      expect(more).toEqual([]);
      expect(credential!.attributes).toMatchObject({
        issuer: `\${${address}.workload_identity_federation_issuer}`,
        subject: `\${${address}.workload_identity_federation_subject}`,
        provider: `azurerm.${place}`,
        audience: ["api://AzureADTokenExchange"],
      });
      const identity = target(credential!.attributes.parent_id);
      expect((attributes.credentials as readonly Json[])[0]!.serviceprincipalid).toBe(`\${${identity}.client_id}`);
      expect(data.azurerm_user_assigned_identity![identity.split(".")[2]!]).toMatchObject({
        name: `id-mlops-${attributes.service_endpoint_name}`,
        resource_group_name: `rg-mlops-${place}-bootstrap`,
        provider: `azurerm.${place}`,
      });
    }
  });

  test("the identities are those that bootstrap makes", () => {
    const bootstrap = synth((app) => new BootstrapStack(app, environment()));
    const identities = bootstrap.all("azurerm_user_assigned_identity");
    expect(identities.map((r) => r.attributes.name).sort()).toEqual(["id-mlops-dev-deployer", "id-mlops-dev-plan-reader"]);
    expect(bootstrap.resources.find((r) => r.attributes.name === "rg-mlops-dev-bootstrap")).toBeDefined();
  });

  test("a deployer's serves main only, whatever a pipeline on a branch says", () => {
    const held = made
      .all("azuredevops_check_branch_control")
      .filter(({ attributes }) => attributes.target_resource_type === "endpoint")
      .map(({ attributes }) => {
        expect(attributes).toMatchObject({ allowed_branches: "refs/heads/main", verify_branch_protection: true });
        return nameAt(made, attributes.target_resource_id);
      });
    expect(held.sort()).toEqual(["dev-deployer", "prod-deployer", "shared-deployer", "staging-deployer"]);
  });
});

describe("what stands before a deployment", () => {
  /** The checks of an environment, by their kind. */
  const checks = (name: string, from = made): Readonly<Record<string, Json>> =>
    Object.fromEntries(
      from.resources
        .filter((r) => r.type.startsWith("azuredevops_check_") && r.attributes.target_resource_type === "environment")
        .filter((r) => nameAt(from, r.attributes.target_resource_id) === name)
        .map((r) => [r.type.replace("azuredevops_check_", ""), r.attributes]),
    );
  const days = (hours: Json) => Object.keys(hours).filter((key) => key.endsWith("day") && hours[key] === true);
  const asked = (approval: Json, from = made) =>
    (approval.approvers as readonly string[]).map((a) => {
      const { origin_id, mail, name } = at(from, a);
      return `${origin_id ?? mail ?? name} by ${/\.(\w+)\}$/.exec(a)?.[1]}`;
    });

  test.each(["prod", "prod-model-market-volatility", "staging", "staging-model-market-volatility", "shared"])(
    "%s waits for a person, for main, for working hours and for whoever is there before it",
    (name) => {
      const found = checks(name);
      expect(Object.keys(found).sort()).toEqual(["approval", "branch_control", "business_hours", "exclusive_lock"]);
      expect(found.branch_control).toMatchObject({ allowed_branches: "refs/heads/main", verify_branch_protection: true });
      expect(found.approval).toMatchObject({ requester_can_approve: false });
      // a model has approvers of its own; shared has none: who runs it approves
      const who = name === "shared" ? id(1) : name.includes("-model-") ? "model-risk@example.com" : id(4);
      expect(asked(found.approval!)).toEqual([`${who} by group_id`]);
      expect(found.business_hours).toMatchObject({ time_zone: "W. Europe Standard Time", start_time: "08:00", end_time: "17:00" });
      expect(days(found.business_hours!).sort()).toEqual(["friday", "monday", "thursday", "tuesday", "wednesday"]);
    },
  );

  test.each(["dev", "dev-model-market-volatility", "dev-rollback-market-volatility"])(
    "%s, where nothing would be lost, waits for nobody",
    (name) => {
      expect(Object.keys(checks(name)).sort()).toEqual(["branch_control", "exclusive_lock"]);
    },
  );

  test("a model of high risk waits for its owners, too, and not before a weekend; so does what it stands on", () => {
    const risky = devops({ models: [{ ...market!, riskTier: "high" }] });
    const release = checks("prod-model-market-volatility", risky);
    expect(asked(release.approval!, risky)).toEqual(["model-risk@example.com by group_id", "market-volatility by id"]);
    expect(release.approval).toMatchObject({ minimum_required_approvers: 2 });
    expect(days(release.business_hours!).sort()).toEqual(["monday", "thursday", "tuesday", "wednesday"]);
    expect(asked(checks("prod", risky).approval!, risky)).toEqual([`${id(4)} by group_id`, `${id(1)} by group_id`]);
    expect(asked(checks("shared", risky).approval!, risky)).toEqual([`${id(1)} by group_id`]);
  });

  test("images and packages are published without waiting for anybody: they run nowhere until they are deployed", () => {
    const risky = devops({ models: [{ ...market!, riskTier: "high" }] });
    expect(Object.keys(checks("shared-publish", risky)).sort()).toEqual(["branch_control", "exclusive_lock"]);
  });

  test("a model is taken back at any hour, with one of its approvers, whatever its tier and however many there are", () => {
    const approvers = ["model-risk@example.com", "head@example.com"];
    const risky = devops({ models: [{ ...market!, riskTier: "high", approvers }] });
    const found = checks("prod-rollback-market-volatility", risky);
    expect(Object.keys(found).sort()).toEqual(["approval", "branch_control", "exclusive_lock"]);
    expect(found.approval).toMatchObject({ minimum_required_approvers: 1, requester_can_approve: false });
    expect(asked(found.approval!, risky)).toEqual(approvers.map((a) => `${a} by group_id`));
    // to let a version in, each of them has to agree, and its owners
    expect(checks("prod-model-market-volatility", risky).approval).toMatchObject({ minimum_required_approvers: 3 });
  });

  test.each(["low", "medium", "high"] as const)(
    "whenever a deployment of the tier %s is asked for, its hours begin before it is given up",
    (riskTier) => {
      const { business_hours: hours, approval } = checks("prod", devops({ models: [{ ...market!, riskTier }] }));
      const week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
      const [from, until] = [hours!.start_time, hours!.end_time].map((time) => Number(String(time).split(":")[0])) as [number, number];
      const isOpen = (hour: number) => hours![week[Math.floor(hour / 24) % 7]!] === true && hour % 24 >= from && hour % 24 < until;
      for (let asked = 0; asked < 7 * 24; asked++) {
        let opens = asked;
        while (!isOpen(opens)) opens++;
        expect([asked, (opens - asked) * 60 < Number(hours!.timeout)]).toEqual([asked, true]);
      }
      expect(approval!.timeout).toBe(hours!.timeout);
    },
  );

  test("one of low risk goes ahead on any day, within the hours", () => {
    const low = checks("prod-model-market-volatility", devops({ models: [{ ...market!, riskTier: "low" }] }));
    expect(days(low.business_hours!)).toHaveLength(7);
    expect(low.approval).toBeDefined();
  });
});

describe("main", () => {
  const scope = (attributes: Json) => (settings(attributes).scope as readonly Json[])[0]!;

  test("changes by a squashed pull request that another has read, with its work item and every comment resolved", () => {
    expect(settings(made.only("azuredevops_branch_policy_min_reviewers"))).toMatchObject({
      reviewer_count: 1,
      submitter_can_vote: false,
      last_pusher_cannot_approve: true,
      on_push_reset_approved_votes: true,
    });
    expect(settings(made.only("azuredevops_branch_policy_merge_types"))).toEqual({ allow_squash: true, scope: expect.anything() });
    const policies = made.resources.filter((r) => r.type.startsWith("azuredevops_branch_policy_"));
    expect(new Set(policies.map((r) => r.type)).size).toBe(6);
    for (const { attributes } of policies) {
      expect(scope(attributes)).toMatchObject({ repository_ref: "refs/heads/main", match_type: "Exact" });
      expect(nameAt(made, scope(attributes).repository_id)).toBe("azure-mlops-stacks");
      expect([attributes.enabled, attributes.blocking]).toEqual([undefined, undefined]); // both are true unless said
    }
  });

  test("is built by pull-request, where more than prose changes", () => {
    const build = settings(made.only("azuredevops_branch_policy_build_validation"));
    expect(nameAt(made, build.build_definition_id)).toBe("pull-request");
    expect(build.filename_patterns).toEqual(["/*", "!/docs/adr/*", "!/CHANGELOG.md", "!/LICENSE"]);
  });

  test("asks the platform's team about what all models stand on, and a model's about the model", () => {
    const asked = made.all("azuredevops_branch_policy_auto_reviewers").map(({ attributes }) => {
      const { auto_reviewer_ids, path_filters } = settings(attributes);
      return [target((auto_reviewer_ids as readonly string[])[0]).split(".")[0], path_filters];
    });
    expect(asked).toEqual([
      ["azuredevops_team", ["/model-code/models/market-volatility/*"]],
      ["azuredevops_group", expect.arrayContaining(["/pipelines/*", "/constructs/*", "/main.ts", "!/model-code/models/*"])],
    ]);
  });
});

describe("who may", () => {
  test("nobody goes around a review: administrators, pipelines and developers alike", () => {
    const code = made.all("azuredevops_git_permissions").map(({ attributes }) => attributes.permissions as Json);
    expect(code).toHaveLength(6);
    for (const permissions of code)
      expect(permissions).toMatchObject({ PolicyExempt: "deny", PullRequestBypassPolicy: "deny", ForcePush: "deny" });
  });

  test("developers start pipelines and cannot edit them", () => {
    const folder = made.only("azuredevops_build_folder_permissions");
    expect(target(folder.principal)).toMatch(/Developers/);
    expect(at(made, folder.path)).toMatchObject({ path: "\\mlops" }); // of the folder itself: the provider looks it up
    expect(Object.keys(folder.permissions as Json).sort()).toEqual(["QueueBuilds", "StopBuilds", "ViewBuildDefinition", "ViewBuilds"]);
  });

  test("who approves deployments may start one, with the review of the run that stopped, and no other pipeline", () => {
    const own = made.only("azuredevops_build_definition_permissions");
    expect(at(made, own.principal)).toMatchObject({ origin_id: id(4) });
    expect(at(made, own.build_definition_id)).toMatchObject({ name: "deploy" });
    expect(own.permissions).toEqual({ ViewBuilds: "allow", ViewBuildDefinition: "allow", QueueBuilds: "allow" });
  });

  test("people come by their Entra groups, and none into Contributors, who could edit pipelines", () => {
    const joined = made.all("azuredevops_group_membership").map(({ attributes }) => {
      const [member] = attributes.members as readonly string[];
      const { origin_id, mail, display_name, name } = at(made, member);
      return `${origin_id ?? mail ?? display_name ?? name} → ${target(attributes.group)
        .replace(/_[0-9A-F]{8}$/, "")
        .split("_")
        .at(-1)}`;
    });
    expect(joined.sort()).toEqual([
      `${id(1)} → ProjectAdministrators`,
      `${id(2)} → Developers`,
      `${id(3)} → Readers`,
      `${id(4)} → Readers`,
      "Developers → Readers",
      "market-volatility → Developers",
      "model-risk@example.com → Readers",
    ]);
  });

  test("a pipeline comments on pull requests as the project's build service", () => {
    const service = made.all("azuredevops_git_permissions").find((r) => String(r.attributes.principal).includes("azuredevops_users"));
    expect(service?.attributes.principal).toMatch(/^\$\{one\(data\.azuredevops_users\.\w+\.users\)\.descriptor\}$/);
    expect(service?.attributes.permissions).toMatchObject({ PullRequestContribute: "allow" });
    expect(service?.attributes.permissions).not.toHaveProperty("GenericContribute");
  });
});

test("the same Entra group is one resource, whoever names it", () => {
  const one = devops({ environments: all.map((env) => ({ ...env, groups: { ...groups, readers: id(1), approvers: id(1) } })) });
  const ids = one.all("azuredevops_group").flatMap((r) => (r.attributes.origin_id ? [r.attributes.origin_id] : []));
  expect(ids.sort()).toEqual([id(1), id(2)]);
  const approval = one.all("azuredevops_check_approval")[0]!.attributes;
  expect(approval.approvers).toHaveLength(1);
});

test("a model more is its team, area, query, review, owners and environments, and what pipelines need of these", () => {
  const other: ModelSpec = { ...market!, name: "credit-risk", owner: { team: "credit", contact: "credit@example.com" } };
  const two = devops({
    models: [market!, other],
    environments: all.map((env) => ({ ...env, models: ["market-volatility", "credit-risk"] })),
  });
  const before = new Set(made.resources.map((r) => r.address));
  const added = two.resources.filter((r) => !before.has(r.address)).map((r) => r.type.replace("azuredevops_", ""));
  const count = (type: string) => added.filter((t) => t === type).length;
  expect(Object.fromEntries([...new Set(added)].sort().map((type) => [type, count(type)]))).toEqual({
    area: 1,
    branch_policy_auto_reviewers: 1,
    check_approval: 4, // prod and staging
    check_branch_control: 6,
    check_business_hours: 2,
    check_exclusive_lock: 6,
    environment: 6, // to release and to take back, in each environment
    group: 1, // its owners
    group_membership: 1,
    pipeline_authorization: 7, // model-release for both in each environment, retrain where it trains
    team: 1,
    workitemquery: 1,
  });
  const gone = made.resources.filter((r) => !two.resources.some((t) => t.address === r.address));
  expect(gone).toEqual([]);
  const query = two.all("azuredevops_workitemquery").find((r) => r.attributes.name === "credit-risk")!.attributes;
  expect(query.wiql).toMatch(/UNDER '\$\{azuredevops_area\.Model-credit-risk_Area_[0-9A-F]+\.path\}'/);
});

test("it stands beside what is shared: its own state, no secret in it, nothing read of another stack", () => {
  const json = made.stack("devops");
  expect(json.terraform).toMatchObject({ backend: { local: { path: "../../../.tfstate/shared/devops.tfstate" } } });
  expect(json.provider).toMatchObject({ azuredevops: [{ org_service_url: "https://dev.azure.com/example", use_cli: true }] });
  expect(JSON.stringify(json)).not.toMatch(/personal_access_token|secret_value|serviceprincipalkey|client_secret|terraform_remote_state/);
  for (const type of ["azuredevops_project", "azuredevops_git_repository"])
    expect(made.only(type)).toMatchObject({ lifecycle: { prevent_destroy: true } });
});

describe("docs/devops.md", () => {
  /** Rows of the table whose first heading is this, by their first cell. */
  const rows = (heading: string): ReadonlyMap<string, readonly string[]> => {
    const [, text = ""] =
      new RegExp(`\\n\\| ${heading} \\|[^\\n]*\\n[^\\n]*\\n((?:\\|[^\\n]*\\n)+)`).exec(readFileSync("docs/devops.md", "utf8")) ?? [];
    const cells = text
      .trim()
      .split("\n")
      .map((line) => line.slice(2, -2).split(" | "));
    return new Map(cells.map(([first = "", ...others]) => [first, others]));
  };
  const DAYS: Readonly<Record<number, string>> = { 0: "at any hour", 7: "all", 5: "Monday to Friday", 4: "Monday to Thursday" };
  const REACH: Readonly<Record<Reach, string>> = {
    everywhere: "every place",
    models: "environments with models",
    training: "environments that a model trains in",
    open: "where `protectData` is false",
  };
  const THROUGH: Readonly<Record<Through, string>> = {
    place: "the place's environment",
    publish: "`shared-publish`",
    models: "the models' environments",
    rollbacks: "those for rollbacks",
  };

  test("tells of each tier what the table has", () => {
    const told = rows("tier");
    const { open, ...releases } = CHECKS;
    const tiers = { ...releases, rollback: ROLLBACK };
    expect(open).toEqual({ approvers: [], days: [] });
    expect([...told.keys()]).toEqual(Object.keys(tiers));
    for (const [tier, { approvers, days }] of Object.entries(tiers)) {
      const [who = "", when] = told.get(tier) ?? [];
      expect([tier, when, who.match(/somebody/g)?.length]).toEqual([tier, DAYS[days.length], approvers.length]);
    }
  });

  test("tells of each pipeline what it may use", () => {
    const told = [...rows("pipeline")].flatMap(([names, cells]) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => [name, cells] as const),
    );
    expect(told.map(([name]) => name).sort()).toEqual([...PIPELINES].sort());
    for (const [name, cells] of told) {
      const { connections, reach, through } = PIPELINE_USES[name as PipelineName];
      const by = through.length === 0 ? "nothing" : through.map((t) => THROUGH[t]).join(", ");
      expect([name, ...cells]).toEqual([name, connections.map((kind) => kind.replace("-", " ")).join(", "), REACH[reach], by]);
    }
  });
});
