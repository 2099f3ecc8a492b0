import type { AuditEvidence } from "../../../model-code/core/audit/evidence";
import { parameter, short, time } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import { table, whole } from "../../../model-code/core/page/parts";
import type { ServiceReport } from "./service-data";

/** Evidence as nested facts: names and figures only, as the audit holds nothing else. */
const evidenceList = (evidence: AuditEvidence): Html =>
  html`<dl class="evidence">${Object.entries(evidence).map(
    ([name, value]) =>
      html`<div><dt>${name}</dt><dd>${
        value === null ? "not determined" : typeof value === "object" ? evidenceList(value) : parameter(value)
      }</dd></div>`,
  )}</dl>`;

/** Every change of the release, with who made it and what it rested on. */
export const timeline = ({ entries }: ServiceReport): Html =>
  table({
    label: "Release timeline",
    columns: [whole("When"), "Who", "What", "Version", { title: "Why", sentence: true }, "Evidence"],
    rows: entries.map(({ time: at, who, action, digest, why, evidence }) => [
      time(at),
      who,
      action,
      digest === null ? "" : html`<code title="${digest}">${short(digest)}</code>`,
      why,
      evidence === null ? "" : html`<details><summary>Figures</summary>${evidenceList(evidence)}</details>`,
    ]),
  });
