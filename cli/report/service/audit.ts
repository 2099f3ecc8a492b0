import { plural } from "../../../model-code/core/page/format";
import { type Html, html } from "../../../model-code/core/page/html";
import type { ServiceReport } from "./service-data";

/** Whether the chain of decisions is whole. */
export const audit = ({ audit: { intact, entries, findings, notCarriedOut } }: ServiceReport): Html =>
  html`<p>${
    intact ? html`<span class="pass">✓ intact</span>` : html`<span class="refuse">✗ broken</span>`
  } The audit chain has ${plural(entries, "entry", "entries")}; each holds the hash of the one before, and the head is anchored apart.${
    notCarriedOut.length > 0 && ` Announced and not carried out: ${notCarriedOut.join(", ")}.`
  }</p>${findings.length > 0 && html`<ul>${findings.map((f) => html`<li>${f.message}</li>`)}</ul>`}`;
