import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { parse, parseDocument } from "yaml";
import { loadModel } from "../../model-code/adapters/model-files";
import type { ModelOwner } from "./answers";
import { cloneRunbook } from "./clone-runbook";
import { RECORD, recordText, type TemplateRecord } from "./record";
import { inLine, scalar } from "./values";

const RUNBOOK = "runbook.md";
const IS_TEXT = /\.(md|sql|yaml|yml|ts)$/;

/** A model's name where it stands alone: `market` is not in `market-volatility`. */
const mentions = (name: string) => new RegExp(`(?<![A-Za-z0-9_-])${name}(?![A-Za-z0-9_-])`, "g");

/** `model.yaml` with another name and owner; comments and layout stay. */
function renamedYaml(text: string, { name, team, contact, approvers }: ModelOwner): string {
  const document = parseDocument(text);
  const replaced: { readonly from: number; readonly to: number; readonly by: string }[] = [];
  const set = (path: readonly string[], value: string | readonly string[]) => {
    const node = document.getIn(path, true) as { readonly range?: readonly [number, number, number] } | undefined;
    if (node?.range) replaced.push({ from: node.range[0], to: node.range[1], by: scalar(value) });
  };
  set(["name"], name);
  set(["owner", "team"], team);
  set(["owner", "contact"], contact);
  set(["approvers"], approvers);
  return replaced
    .sort((a, b) => b.from - a.from)
    .reduce((changed, { from, to, by }) => `${changed.slice(0, from)}${by}${changed.slice(to)}`, text);
}

/** How the pages of a template say whose a model is. */
const ownerTexts = ({ team, contact, approvers }: Omit<ModelOwner, "name">): readonly string[] => [
  `**Owner** ${inLine(team)}, ${contact}.`,
  `**Releases are approved by** ${approvers.join(", ")}.`,
  `| Owner | ${inLine(team)}, ${contact} |`,
  `| Approves releases | ${approvers.join(", ")} |`,
];

/**
 * The files of a model's folder under another name and for another owner, without anything of its past: no run, no version and no
 * release is taken over, since those are kept by the model's name. A model that has no `runbook.md` gives its clone one of the templates'.
 */
export function cloneModel(models: string, from: string, owner: ModelOwner, templates: string): ReadonlyMap<string, string | Uint8Array> {
  const folder = join(models, from);
  const { spec } = loadModel(models, from, { sample: false });
  const former = ownerTexts({ ...spec.owner, approvers: spec.approvers });
  const owned = (text: string) => ownerTexts(owner).reduce((changed, line, i) => changed.replace(former[i]!, () => line), text);
  const files = new Map<string, string | Uint8Array>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = entry.split(sep).join("/");
    if (!statSync(join(folder, entry)).isFile()) continue;
    if (!IS_TEXT.test(path)) {
      files.set(path, readFileSync(join(folder, entry)));
      continue;
    }
    const text = readFileSync(join(folder, entry), "utf8");
    if (path === "model.yaml") files.set(path, renamedYaml(text, owner));
    else if (path === RECORD) files.set(path, renamedRecord(text, owner));
    else files.set(path, owned(text).replace(mentions(from), owner.name));
  }
  if (!files.has(RUNBOOK)) files.set(RUNBOOK, cloneRunbook(templates, spec, owner));
  return files;
}

function renamedRecord(text: string, { name, team, contact, approvers }: ModelOwner): string {
  const record = parse(text) as TemplateRecord;
  return recordText({ ...record, answers: { ...record.answers, name, team, contact, approvers } });
}
