import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { isStackOf } from "../../constructs/naming/stack-place";
import { elementsOf } from "../../constructs/policy/elements";
import type { Json } from "../../constructs/policy/rule";
import { settle } from "../../constructs/policy/settle";
import { loadPlaces } from "../../environments/load";
import type { Places } from "../../environments/read";
import type { Environment } from "../../environments/schema";
import { loadModels } from "../../model-code/adapters/model-files";
import type { ModelSpec } from "../../model-code/core/spec/model-schema";
import { addPlatform } from "../../stacks/platform";
import { untraced } from "../../stacks/untraced";
import { ENVIRONMENTS, MODELS, ROOT } from "../paths";
import { classDocs, firstSentence } from "./docstrings";
import { SAMPLE } from "./samples";

/** A resource as the pages tell of it. */
export interface ResourceFact {
  /** Path below the stack, with `<model>` for a model's name. */
  readonly path: string;
  /** Terraform's type; for azapi Azure's. */
  readonly type: string;
  readonly address: string;
  /** What the construct around it says that it is; nothing where the stack makes it itself. */
  readonly purpose: string;
  readonly attributes: Json;
}

/** Terraform's type, or Azure's where azapi makes it; a call is of the kind that it reaches: the first step of its path below the resource. */
export function kindOf(terraformType: string, { type, action }: Json): string {
  if (!terraformType.startsWith("azapi_")) return terraformType;
  const [azureType = ""] = String(type).split("@");
  return terraformType === "azapi_resource_action" ? `${azureType}/${String(action).replace(/\/.*/, "")}` : azureType;
}

/** What one stack takes from another: the other's id, and the attributes as `path attribute`. */
export interface ReadFact {
  readonly from: string;
  readonly values: readonly string[];
}

export interface StackFacts {
  readonly id: string;
  /** The environment, or `shared`. */
  readonly place: string;
  /** `data`, `model`: the page that tells of it. */
  readonly kind: string;
  /** What the class says that it is. */
  readonly doc: string;
  readonly resources: readonly ResourceFact[];
  readonly reads: readonly ReadFact[];
  readonly outputs: readonly { readonly name: string; readonly description: string }[];
}

const NIL = "00000000-0000-0000-0000-000000000000";
const CONTENT_HASH = "0".repeat(64);
const CROSS_STACK = /^cross-stack-output-/;

/** The project's environments with one of its samples, and without the ids that a user fills in: those change no page. */
export function documentedPlaces(): { readonly places: Places; readonly models: readonly ModelSpec[] } {
  const all = loadModels(MODELS).map((m) => m.spec);
  const models = all.filter((m) => m.name === SAMPLE);
  const places = loadPlaces(ENVIRONMENTS, { models: all.map((m) => m.name), variables: {} });
  const nil = { subscription: NIL, tenant: NIL };
  const alertApplication = { clientId: NIL, objectId: NIL };
  const groups = { platform: NIL, dataScience: NIL, readers: NIL, approvers: NIL };
  return {
    models,
    places: {
      shared: { ...places.shared, ...nil },
      environments: places.environments.map((e): Environment => {
        const models = e.models.filter((name) => name === SAMPLE);
        return { ...e, ...nil, groups, models, control: { ...e.control, alertApplication } };
      }),
    },
  };
}

/** What is read across stacks, in the text of a stack's JSON. */
const READS = /data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)/g;

/** Builds the platform and tells what each stack is made of, in the order in which it is made. */
export function platformFacts(places: Places, models: readonly ModelSpec[]): readonly StackFacts[] {
  const outdir = mkdtempSync(join(tmpdir(), "facts-"));
  try {
    return untraced(() => {
      const app = new App({ outdir });
      const hashes = {
        jobImageTag: CONTENT_HASH,
        serverImageTag: CONTENT_HASH,
        controlPackage: CONTENT_HASH,
        functionPackage: CONTENT_HASH,
      };
      const modelFiles = Object.fromEntries(models.map(({ name }) => [name, CONTENT_HASH]));
      addPlatform(app, { ...places, models, modelFiles, ...hashes });
      const stacks = app.node.children.filter((c) => TerraformStack.isStack(c));
      for (const stack of stacks) stack.prepareStack();
      for (const stack of stacks) settle(stack);
      return factsOf(stacks, [places.shared.name, ...places.environments.map((e) => e.name)], models);
    });
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function factsOf(stacks: readonly TerraformStack[], placeNames: readonly string[], models: readonly ModelSpec[]): readonly StackFacts[] {
  const docs = classDocs(join(ROOT, "constructs"), join(ROOT, "stacks"));
  const generic = (text: string) => models.reduce((t, m) => t.replaceAll(m.name, "<model>"), text);
  const given = new Map(
    stacks.map((stack) => {
      const found = elementsOf(stack);
      const paths = new Map(found.map(({ element }) => [element.address, generic(below(stack, element.path))]));
      const values = found
        .filter(({ element }) => element.kind === "output" && CROSS_STACK.test(element.address.replace(/^output\./, "")))
        .map(({ element }) => [element.address.replace(/^output\./, ""), valueName(String(element.attributes.value), paths)] as const);
      return [stack.node.id, new Map(values)];
    }),
  );
  return stacks.map((stack) => {
    const id = stack.node.id;
    const place = placeNames.find((name) => isStackOf(name, id)) ?? "";
    const found = elementsOf(stack);
    const text = JSON.stringify(stack.toTerraform());
    const read = [...text.matchAll(READS)].map(([, from = "", output = ""]) => ({ from, value: given.get(from)?.get(output) ?? output }));
    const froms = [...new Set(read.map((r) => r.from))];
    return {
      id,
      place,
      kind: generic(id.replace(`${place}-`, "")).replace(/-<model>$/, ""),
      doc: docs.get(stack.constructor.name) ?? "",
      resources: found
        .filter(({ element }) => element.kind === "resource")
        .map(({ node, element }) => ({
          path: generic(below(stack, element.path)),
          type: kindOf(element.terraformType, element.attributes),
          address: element.address,
          purpose: purposeOf(node, docs),
          attributes: element.attributes,
        })),
      reads: froms.map((from) => ({ from, values: [...new Set(read.filter((r) => r.from === from).map((r) => r.value))].sort() })),
      outputs: found
        .filter(({ element }) => element.kind === "output" && !CROSS_STACK.test(element.address.replace(/^output\./, "")))
        .map(({ element }) => ({
          name: element.address.replace(/^output\./, ""),
          description: String(element.attributes.description ?? ""),
        })),
    };
  });
}

const below = (stack: TerraformStack, path: string) => path.slice(stack.node.id.length + 1);

/** `${azurerm_key_vault.Vault_0A1B2C3D.id}` in words: `Vault/Resource id`. */
function valueName(expression: string, paths: ReadonlyMap<string, string>): string {
  const [, address = "", attribute = ""] = /^\$\{([a-z0-9_]+\.[\w-]+)\.(.+)\}$/.exec(expression) ?? [];
  return `${paths.get(address) ?? address} ${attribute}`.trim();
}

/** What the nearest documented construct around a resource says. */
function purposeOf(node: IConstruct, docs: ReadonlyMap<string, string>): string {
  const around = node.node.scopes
    .slice(0, -1)
    .reverse()
    .filter((scope) => !TerraformStack.isStack(scope));
  const doc = around.map((scope) => docs.get(scope.constructor.name)).find((d) => d !== undefined);
  return doc === undefined ? "" : firstSentence(doc);
}
