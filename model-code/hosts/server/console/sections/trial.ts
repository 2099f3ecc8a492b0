import { figure, parameter, short } from "../../../../core/page/format";
import { type Html, html, type Part } from "../../../../core/page/html";
import { tile, tiles } from "../../../../core/page/parts";
import type { Problem } from "../../../../core/problem";
import type { ServingContract } from "../../../../core/serving/contract";
import type { Refused } from "../../../../core/serving/problem-details";
import type { LoadedPackage } from "../../../scorer/loaded-package";
import type { Scored } from "../../../scorer/scorer";
import { inputOf, KEY_INPUT, MODEL_INPUT, problemOf } from "../form";
import { isRefused, type ModelView, type Trial } from "../model-view";

/** More levels than these are typed, not chosen. */
const MOST_CHOICES = 50;

interface Field {
  readonly id: string;
  readonly input: string;
  readonly title: string;
  readonly hint: Part;
  readonly value: string;
  /** null: any text. */
  readonly choices: readonly string[] | null;
  readonly isNumber: boolean;
  readonly problem: Problem | undefined;
  readonly isUnusual: boolean;
}

function field({ id, input, title, hint, value, choices, isNumber, problem, isUnusual }: Field): Html {
  const described = [`${id}-hint`, ...(problem === undefined ? [] : [`${id}-fault`]), ...(isUnusual ? [`${id}-unusual`] : [])];
  const shared = html`id="${id}" name="${input}" aria-describedby="${described.join(" ")}"${problem !== undefined && html` aria-invalid="true"`}`;
  const all = choices === null || choices.includes(value) ? choices : [value, ...choices];
  return html`<div class="field"><label for="${id}">${title}</label>
${
  all === null
    ? html`<input ${shared} value="${value}" type="text" autocomplete="off" spellcheck="false"${isNumber && html` inputmode="decimal"`}>`
    : html`<select ${shared} autocomplete="off">${all.map((c) => html`<option value="${c}"${c === value && html` selected`}>${c === "" ? "(missing)" : c}</option>`)}</select>`
}
<p class="hint" id="${id}-hint">${hint}</p>
${problem !== undefined && html`<p class="fault" id="${id}-fault">Expected ${problem.expected}, got ${problem.got}. ${problem.remedy}</p>`}
${isUnusual && html`<p class="unusual" id="${id}-unusual">Unlike anything that training saw.</p>`}</div>\n`;
}

function rangeText({ min, max, mayBeMissing, isWhole }: ServingContract["numbers"][number]): string {
  const kind = isWhole ? "whole, " : "";
  const range = Number.isFinite(min) && Number.isFinite(max) ? `${parameter(min)} to ${parameter(max)}` : "any number";
  return `${kind}${range}${mayBeMissing ? ", or empty" : ""}`;
}

/** Short enough to be read and changed by hand. */
const exampleText = (value: number | string | null | undefined): string =>
  typeof value === "number" ? String(Number(value.toPrecision(6))) : (value ?? "");

function fields(id: string, { contract, example }: LoadedPackage, trial: Trial | undefined): readonly Html[] {
  const outcome = trial?.outcome;
  const problems = outcome !== undefined && isRefused(outcome) ? outcome.problems : [];
  const unusual = outcome === undefined || isRefused(outcome) ? [] : outcome.outOfRange;
  const of = (name: string, i: number) => {
    const input = inputOf(name);
    return {
      ...{ id: `${id}-${i}`, input, title: name, problem: problemOf(problems, input), isUnusual: unusual.includes(name) },
      value: trial === undefined ? exampleText(example?.[name]) : (trial.given.get(input) ?? ""),
    };
  };
  const numbers = contract.numbers.map((n, i) => field({ ...of(n.name, i), hint: rangeText(n), choices: null, isNumber: true }));
  const categories = contract.categories.map(({ name, levels, mayBeMissing }, i) => {
    const choices = levels === null || levels.size > MOST_CHOICES ? null : [...levels];
    const hint = `${choices === null ? "a text" : "one of those that training saw"}${mayBeMissing ? ", or empty" : ""}`;
    const start = of(name, contract.numbers.length + i);
    return field({ ...start, hint, isNumber: false, choices: choices === null ? null : mayBeMissing ? ["", ...choices] : choices });
  });
  return [...numbers, ...categories];
}

function answer({ package: { document, digest }, arm, id, score, outOfRange }: Scored, release: number): Html {
  const isProbability = document.output === "probability";
  return html`<div class="answer" role="status"><h4>The answer</h4>${tiles([
    tile(
      isProbability ? "Probability" : "Prediction",
      figure(score),
      isProbability
        ? `${score >= document.threshold ? "Yes: it reaches" : "No: it is below"} the threshold of ${parameter(document.threshold)}`
        : undefined,
    ),
    tile("By", arm, html`version <code title="${digest}">${short(digest)}</code>, release ${release}`),
    tile("Unusual values", outOfRange.length, outOfRange.length === 0 ? "all within what training saw" : outOfRange.join(", ")),
  ])}<p class="about">In the prediction log as <code class="digest">${id}</code>; feedback can name it.</p></div>`;
}

function refusal({ detail, problems }: Refused, shown: (p: Problem) => boolean): Html {
  const others = problems.filter((p) => !shown(p));
  return html`<div class="refusal" role="alert"><p>${detail}${problems.length > others.length && " See the fields that are marked."}</p>${
    others.length > 0 &&
    html`<ul class="reasons">${others.map((p) => html`<li>${p.where}: expected ${p.expected}, got ${p.got}. ${p.remedy}</li>`)}</ul>`
  }</div>`;
}

/** A form made of the stable version's contract, filled with the package's own example, and what came of it. */
export function trial({ model: { name, serving }, trial: sent }: ModelView): Html {
  const outcome = sent?.outcome;
  const inputs = serving === null ? [] : [KEY_INPUT, ...serving.stable.contract.names.map(inputOf)];
  const told =
    outcome !== undefined &&
    (isRefused(outcome)
      ? refusal(outcome, (p) => inputs.some((input) => problemOf([p], input) !== undefined))
      : answer(outcome, serving?.manifest.version ?? 0));
  if (serving === null) return html`${told}<p class="missing">There is nothing to try while nothing answers.</p>`;
  const id = `${name}-input`;
  return html`${told}
<p class="about">What is sent here is scored and logged like any other request.</p>
<form method="post" action="#${name}-try" novalidate>
<input type="hidden" name="${MODEL_INPUT}" value="${name}">
<div class="fields">${fields(id, serving.stable, sent)}${field({
    ...{ id: `${id}-key`, input: KEY_INPUT, title: "Key of the caller", choices: null, isNumber: false, isUnusual: false },
    hint: "by what the traffic is split, or empty",
    value: sent?.given.get(KEY_INPUT) ?? "",
    problem: problemOf(isRefusedOf(outcome), KEY_INPUT),
  })}</div>
<button type="submit">Predict</button>
</form>`;
}

const isRefusedOf = (outcome: Trial["outcome"] | undefined): readonly Problem[] =>
  outcome !== undefined && isRefused(outcome) ? outcome.problems : [];
