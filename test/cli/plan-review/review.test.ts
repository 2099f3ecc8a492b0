import { COMMENT_LIMIT, commentOf } from "../../../cli/plan-review/comment";
import { changesDigest } from "../../../cli/plan-review/digest";
import { readPlan } from "../../../cli/plan-review/read-plan";
import { readState } from "../../../cli/plan-review/state";
import { mismatches, readVerdict, verdictOf } from "../../../cli/plan-review/verdict";
import { changesIn, planJson, planned, resource, reviewed, SALT, STATE, type Told, TREE } from "./plan";

const RG = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";
const closed = { allow_nested_items_to_be_public: false, shared_access_key_enabled: false, local_user_enabled: false };

/** A plan that does each of what a reviewer must see. */
const EVERYTHING: readonly Told[] = [
  { type: "azurerm_storage_account", name: "Lake", actions: ["delete"], before: { name: "stlake" } },
  {
    ...{
      type: "azurerm_key_vault",
      name: "Vault",
      actions: ["delete", "create"],
      before: { name: "kv-a" },
      after: { name: "kv-b", rbac_authorization_enabled: true, public_network_access_enabled: false },
    },
    change: { replace_paths: [["name"]] },
  },
  {
    ...{ type: "azurerm_storage_account", name: "Jobs", actions: ["update"] },
    before: { ...closed, public_network_access_enabled: false },
    after: { ...closed, public_network_access_enabled: true },
  },
  {
    type: "azurerm_role_assignment",
    name: "Wide",
    actions: ["create"],
    after: { role_definition_name: "Reader", scope: RG, principal_id: "p" },
  },
  { type: "azurerm_management_lock", name: "Lock", actions: ["delete"], before: { name: "l" } },
  {
    type: "azurerm_data_factory",
    name: "New",
    actions: ["no-op"],
    before: { name: "f" },
    after: { name: "f" },
    more: { previous_address: "azurerm_data_factory.Old" },
  },
  {
    type: "azurerm_resource_group",
    name: "Group",
    actions: ["no-op"],
    before: { name: "rg" },
    after: { name: "rg" },
    change: { importing: { id: RG } },
  },
  {
    type: "azurerm_kubernetes_cluster_node_pool",
    name: "Pool",
    actions: ["update"],
    before: { vm_size: "Standard_D2s_v5" },
    after: { vm_size: "Standard_D8s_v5" },
  },
];

test("a plan that destroys, replaces, opens, widens, unprotects, moves, imports and makes dearer: a line each, the worst first", () => {
  const lines = commentOf(reviewed(planned("prod-data", EVERYTHING.map(resource)))).text.split("\n");
  expect(lines[0]).toBe("## Plan: 1 to create, 2 to change, 1 to replace, 2 to destroy, 1 to move, 1 to take in");
  const to = "prod@example.com";
  const group = `${to}, the group approvers of prod (p-group)`;
  const from = lines.indexOf("### To look at, the most dangerous first");
  const found = lines
    .slice(
      from + 1,
      lines.findIndex((l) => l.startsWith("### prod-data")),
    )
    .filter((l) => l !== "");
  // the head of each group says why and who approves, and is followed by its resources
  expect(found.map((l) => (l.startsWith("- ") ? l : l.replace(/\*\* [A-Z].* Approve/, "** … Approve")))).toEqual([
    `**critical: Data is lost.** … Approve: ${group}.`,
    "- `azurerm_key_vault.Vault` in `prod-data` is destroyed with all that it keeps, and made anew, empty, because `name` cannot be changed in place",
    "- `azurerm_storage_account.Lake` in `prod-data` is destroyed, with all that it keeps",
    `**critical: A protection is turned off.** … Approve: ${group}.`,
    "- `azurerm_management_lock.Lock` in `prod-data` is taken away: nothing keeps what it locked from being deleted",
    `**high: A network is opened.** … Approve: ${group}.`,
    "- `azurerm_storage_account.Jobs` in `prod-data` opens to the internet: public\\_network\\_access\\_enabled true",
    `**medium: Somebody may do more.** … Approve: ${to}.`,
    `- \`azurerm_role_assignment.Wide\` in \`prod-data\` gives Reader on ${RG} to p`,
    `**medium: Many models are touched.** … Approve: ${to}.`,
    expect.stringMatching(/^- .* is the first of 5 changes in prod that 3 models can feel/),
    `**medium: The cost changes.** … Approve: ${to}.`,
    '- `azurerm_kubernetes_cluster_node_pool.Pool` in `prod-data` costs more: `vm_size` goes from "Standard\\_D2s\\_v5" to "Standard\\_D8s\\_v5"',
  ]);
  expect(lines).toContain("- move `azurerm_data_factory.New`, moved from `azurerm_data_factory.Old`");
  expect(lines).toContain(
    `- take in \`azurerm_resource_group.Group\`, taken in as \`${RG.slice(0, 79)}…\``.replace("…`", RG.length > 80 ? "…`" : "`"),
  );
});

test("a plan that does nothing is one line, which tells of drift too", () => {
  const same = resource({ type: "azurerm_key_vault", actions: ["no-op"], before: { name: "a" }, after: { name: "a" } });
  const drift = resource({ type: "azurerm_key_vault", actions: ["update"], before: { sku: "a" }, after: { sku: "b" } });
  expect(commentOf(reviewed(planned("dev-data", [same]), planned("dev-ml", []))).text).toBe(
    "**No changes**: `dev-data`, `dev-ml` are as the code says.\n",
  );
  expect(commentOf(reviewed(planned("dev-data", [same], { resource_drift: [drift] }))).text).toBe(
    "**No changes**: `dev-data` is as the code says; 1 resource was changed by others than Terraform, and stays so.\n",
  );
});

test("drift is told beside changes, and a plan of targets is said to be one", () => {
  const change = resource({ type: "azurerm_thing", actions: ["update"], before: { a: 1 }, after: { a: 2 } });
  const drift = resource({ type: "azurerm_other", actions: ["update"], before: { sku: "a" }, after: { sku: "b" } });
  const gone = resource({ type: "azurerm_gone", actions: ["delete"], before: { sku: "a" } });
  const { text } = commentOf(reviewed(planned("dev-data", [change], { resource_drift: [drift, gone], complete: false })));
  expect(text).toContain("**Not complete**: `dev-data` was planned for some targets only");
  expect(text.split("Changed by others than Terraform")[1]).toBe(
    ' since the last apply:\n\n- destroy `azurerm_gone.It`\n- change `azurerm_other.It`: `sku`: `"a"` → `"b"`\n',
  );
});

test("a model's changes stand under its name, by the stack or by the tag", () => {
  const tagged = resource({
    type: "azurerm_thing",
    name: "T",
    actions: ["update"],
    before: { a: 1, tags: { model: "low-risk" } },
    after: { a: 2, tags: { model: "low-risk" } },
  });
  const plain = resource({ type: "azurerm_thing", name: "P", actions: ["update"], before: { a: 1 }, after: { a: 2 } });
  const { text } = commentOf(reviewed(planned("dev-ml", [tagged, plain]), planned("dev-serving-high-risk", [plain])));
  expect(text).toMatch(/### dev-ml: 2 to change\n\n- change `azurerm_thing\.P`.*\n\nModel `low-risk`:\n\n- change `azurerm_thing\.T`/);
  expect(text).toMatch(/### dev-serving-high-risk: 1 to change\n\nModel `high-risk`:\n\n- change `azurerm_thing\.P`/);
});

describe("secret values", () => {
  const secret = (before: string, after: string) =>
    resource({
      ...{ type: "azurerm_thing", actions: ["update"] },
      before: { password: before, nested: { list: ["x", before] }, copy: `Password=${before};`, plain: "left" },
      after: { password: after, nested: { list: ["x", after] }, copy: `Password=${after};`, plain: "right" },
      change: {
        before_sensitive: { password: true, nested: { list: [false, true] } },
        after_sensitive: { password: true, nested: { list: [false, true] } },
      },
    });
  const variables = {
    variables: { key: { value: "variable-secret" } },
    configuration: { root_module: { variables: { key: { sensitive: true } } } },
  };

  test("are never told, nor their copies, in neither the comment nor the verdict; what is not secret is", () => {
    const more = {
      ...variables,
      output_changes: {
        o: {
          actions: ["create"] as ["create"],
          before: null,
          after: "is variable-secret",
          after_unknown: false,
          before_sensitive: false,
          after_sensitive: false,
        },
      },
    };
    const gone = resource({
      type: "azurerm_thing",
      name: "Gone",
      actions: ["delete"],
      before: { password: "hunter-gone" },
      change: { before_sensitive: { password: true } },
    });
    const review = reviewed(planned("dev-data", [secret("hunter-1", "hunter-2"), gone], more));
    const all =
      commentOf(review).text +
      JSON.stringify(verdictOf(review)) +
      JSON.stringify(review.stacks.map((s) => s.changes.changes.map((c) => [c.before, c.after])));
    expect(all).not.toMatch(/hunter|variable-secret/);
    expect(commentOf(review).text).toContain(
      '- change `azurerm_thing.It`: `copy`: (sensitive), another value; `nested.list.1`: (sensitive), another value; `password`: (sensitive), another value; `plain`: `"left"` → `"right"`',
    );
    expect(commentOf(review).text).toContain("- output `o` create: value: (sensitive), new");
  });

  test("count in the digest, sealed by salt and state", () => {
    const [state, other] = [STATE, STATE.replace('"resources":[]', '"resources":[1]')].map((t) => readState(t, "s"));
    const digest = (to: string, salt = SALT, on = state!) => changesDigest(changesIn("dev-data", [secret("hunter-1", to)]), on, salt);
    const first = digest("hunter-2");
    expect(digest("hunter-2")).toBe(first);
    expect(new Set([first, digest("hunter-3"), digest("hunter-2", "1".repeat(32)), digest("hunter-2", SALT, other!)]).size).toBe(4);
    // a guess costs a derivation by scrypt: at least some hundredths of a second
    const begun = performance.now();
    digest("hunter-4");
    expect(performance.now() - begun).toBeGreaterThan(30);
  });

  test("without any the digest does not depend on salt or state", () => {
    const changes = changesIn("dev-data", [resource({ type: "azurerm_thing", actions: ["update"], before: { a: 1 }, after: { a: 2 } })]);
    expect(changesDigest(changes, readState("", "s"), "1".repeat(32))).toBe(changesDigest(changes, readState(STATE, "s"), SALT));
  });
});

describe("the digest", () => {
  const a = resource({
    type: "azurerm_a",
    actions: ["update"],
    before: { id: "a", x: 1, y: [1, 2], etag: "e1" },
    after: { id: "a", x: 2, y: [1, 2], etag: "e1" },
  });
  const b = resource({ type: "azurerm_b", actions: ["delete"], before: { id: "b", count: 3 } });
  const digestOf = (...resources: readonly ReturnType<typeof resource>[]) =>
    changesDigest(changesIn("dev-data", resources), readState(STATE, "s"), SALT);
  const same = digestOf(a, b);

  test("is one whatever the order, the keys' order, the time, and what does not change", () => {
    expect(digestOf(b, a)).toBe(same);
    const reordered = {
      ...a,
      change: { ...a.change, before: { y: [1, 2], etag: "e2", x: 1, id: "a" }, after: { x: 2, etag: "e2", y: [1, 2], id: "a" } },
    };
    expect(digestOf(reordered, b)).toBe(same);
    expect(digestOf(a, { ...b, change: { ...b.change, before: { id: "b", count: 9 } } })).toBe(same);
    expect(
      digestOf(a, b, resource({ type: "azurerm_c", actions: ["no-op"], before: {}, after: {} }), {
        ...a,
        address: "data.x.y",
        mode: "data",
        change: { ...a.change, actions: ["read"] },
      }),
    ).toBe(same);
  });

  test.each<
    [string, { readonly change?: object; readonly address?: string; readonly previous_address?: string; readonly provider_name?: string }]
  >([
    ["another value after", { change: { after: { id: "a", x: 3, y: [1, 2], etag: "e1" } } }],
    ["another value before", { change: { before: { id: "a", x: 0, y: [1, 2], etag: "e1" } } }],
    ["a value that is not known", { change: { after: { id: "a", y: [1, 2], etag: "e1" }, after_unknown: { x: true } } }],
    [
      "a value in its place that reads like one that is not known",
      { change: { after: { id: "a", x: "(known after apply)", y: [1, 2], etag: "e1" } } },
    ],
    ["one more value", { change: { after: { id: "a", x: 2, y: [1, 2, 3], etag: "e1" } } }],
    ["another action", { change: { actions: ["delete", "create"] as ["delete", "create"] } }],
    ["another address", { address: "azurerm_a.Other" }],
    ["where it moved from", { previous_address: "azurerm_a.Old" }],
    ["what is taken in", { change: { importing: { id: "z" } } }],
    ["another provider", { provider_name: "registry.example.com/x/azurerm" }],
  ])("tells %s", (_, { change, ...more }) => {
    expect(digestOf({ ...a, ...more, change: { ...a.change, ...change } }, b)).not.toBe(same);
  });

  test("tells what else is destroyed, by its id", () => {
    expect(digestOf(a, { ...b, change: { ...b.change, before: { id: "c", count: 3 } } })).not.toBe(same);
    expect(digestOf(a)).not.toBe(same);
  });
});

describe("a verdict", () => {
  const update = (to: number) => resource({ type: "azurerm_a", actions: ["update"], before: { x: 1 }, after: { x: to } });
  const verdict = readVerdict(JSON.stringify(verdictOf(reviewed(planned("dev-data", [update(2)])))), "v.json");
  const told = (plan: ReturnType<typeof planned>, tree = TREE) => mismatches(verdict, plan, tree, "plan").map((p) => p.where);

  test("takes the plan that it is of, and tells what is another", () => {
    const at = (state: string) => ({ ...planned("dev-data", [update(2)]), state: readState(state, "s") });
    expect(told(planned("dev-data", [update(2)]))).toEqual([]);
    expect(told(planned("dev-data", [update(3)]))).toEqual(["plan: changes"]);
    expect(told(planned("dev-data", [update(2)]), "b".repeat(40))).toEqual(["plan: source"]);
    expect(told(at(STATE.replace('"serial":7', '"serial":8')))).toEqual(["plan: state"]);
    expect(told(at(STATE.replace("5b1c", "6b1c")))).toEqual(["plan: state"]);
    expect(told(at(""))).toEqual(["plan: state"]);
    expect(mismatches(verdict, planned("dev-ml", [update(2)]), TREE, "plan")).toMatchObject([
      { expected: "a plan of a stack that was reviewed: dev-data", got: "dev-ml" },
    ]);
  });

  test.each([
    ["", "expected a verdict, got no JSON"],
    ["{}", 'expected the key "tree", got none'],
    [JSON.stringify({ ...verdict, tree: "main" }), "v.json tree: expected match pattern"],
  ])("that is %j is refused", (text, message) => {
    expect(() => readVerdict(text, "v.json")).toThrow(message);
  });
});

describe("what is no plan", () => {
  const plan = planJson([resource({ type: "azurerm_a", actions: ["update"], before: { x: "hunter2" }, after: { x: 2 } })]);
  test.each([
    ["nothing", "", "got an empty file"],
    ["a plan that breaks off", plan.slice(0, -20), "expected JSON, got a file that breaks off"],
    ["text", "hunter2, not JSON", "expected JSON, got something else"],
    ["a plan file itself", "PK\u0003\u0004hunter2", "got the plan file itself"],
    ["a log", '{"@level":"info"}\n{"@level":"info","x":"hunter2"}', "got the log of `terraform plan -json`"],
    ["a state", STATE, "got a state file"],
    ["a state's JSON", '{"format_version":"1.0","terraform_version":"1.11.4","values":{}}', "got the JSON of a state"],
    ["a stack", '{"terraform":{},"resource":{}}', "got a stack's configuration"],
    ["another format", plan.replace('"1.2"', '"2.0"'), "expected format_version 1.x, got 2.0"],
    ["a failed plan", plan.replace('"errored":false', '"errored":true'), "got one that ended in an error"],
    ["a foreign document", '{"a":"hunter2"}', 'expected the key "format_version"'],
    ["a list", '["hunter2"]', "expected an object, got a list"],
    ["odd parts", plan.replace('["update"]', '["explode"]'), "resource_changes/0/change/actions/0"],
  ])("%s is refused, told as what it is, and not quoted", (_, text, message) => {
    expect(() => readPlan(text, "x.json")).toThrow(message);
    expect(() => readPlan(text, "x.json")).not.toThrow("hunter2");
  });

  test.each([["no JSON"], ["{}"], ['{"version":3,"lineage":"a","serial":1}']])("a state that is %j is refused", (text) => {
    expect(() => readState(text, "s.json")).toThrow("expected a state of version 4");
  });
});

describe("2,000 changes", () => {
  const many = Array.from({ length: 2000 }, (_, i) =>
    resource({
      ...{ type: "azurerm_role_assignment", name: `R${i}`, actions: ["update"] },
      before: {
        scope: `${RG}/providers/${i}`,
        principal_id: `p${i}`,
        key: `secret-number-${i}`,
        tags: { a: "x".repeat(200) },
        list: [1, 2, { a: i }],
      },
      after: {
        scope: RG,
        principal_id: `p${i + 1}`,
        key: `secret-number-${i + 1}`,
        tags: { a: `${i}${"y".repeat(200)}` },
        list: [1, 2, { a: i + 1 }],
      },
      change: { before_sensitive: { key: true }, after_sensitive: { key: true } },
    }),
  );
  test("are reviewed within 2 s; the comment keeps under the limit, tells how much it leaves out, and the whole is beside it", () => {
    const text = planJson(many);
    // of a processor, whatever else it does meanwhile
    const begun = process.cpuUsage();
    const review = reviewed({ changes: changesIn("prod-ml", many), state: readState(STATE, "s") });
    const comment = commentOf(review);
    const verdict = JSON.stringify(verdictOf(review));
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1000).toBeLessThan(2000);
    expect(text.length).toBeGreaterThan(2e6);
    expect(verdict).not.toContain("secret-number");
    expect(comment.text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    const left = Number(/\*\*([\d,]+) more lines are not shown\*\*/.exec(comment.text)![1]!.replaceAll(",", ""));
    const head = comment.text.split("\n\n**")[0]!;
    expect(comment.whole!.startsWith(head)).toBe(true);
    const shown = comment.text.split("\n").filter((l) => /^- `.* in `prod-ml` /.test(l)).length;
    // 2,000 roles that widen, 2,000 secret values, and that many models are touched; then the changes; nothing is lost
    expect(comment.whole!.match(/^- `.* in `prod-ml` /gm)).toHaveLength(4001);
    expect(comment.whole!.match(/^- change /gm)).toHaveLength(2000);
    expect(comment.whole!.split("\n").length - comment.text.split("\n").length + 2).toBe(left);
    expect(shown).toBeGreaterThan(100);
  });
});

test("what a plan holds cannot write Markdown", () => {
  const nasty = "`x` <img src=y>\n# Approved\n@everyone | [a](b)";
  const review = reviewed(
    planned("dev-data", [
      resource({
        type: "azurerm_role_assignment",
        name: 'a["` # b"]',
        actions: ["create"],
        after: { role_definition_name: nasty, scope: nasty, principal_id: nasty },
      }),
      resource({ type: "azurerm_thing", actions: ["update"], before: { description: "a" }, after: { description: nasty } }),
    ]),
  );
  const { text } = commentOf(review);
  expect(text).not.toMatch(/^# /m);
  // outside of code no tag is left as it is
  expect(text.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "")).not.toMatch(/[^\\]<img|[^\\]\[a/);
});
