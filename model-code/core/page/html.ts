/** Markup that is safe to put into the page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

export type Part = Html | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as markup that shows just that text, in elements and in quoted attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);

const textOf = (part: Part): string => {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  return typeof part === "object" ? part.map(textOf).join("") : escaped(String(part));
};

/** A template whose values are escaped, unless they are markup already; lists are joined, null, undefined and false are nothing. */
export const html = (strings: TemplateStringsArray, ...values: readonly Part[]): Html =>
  new Html(strings.reduce((text, s, i) => text + textOf(values[i - 1]) + s));

/** The parts that are there, one after the other. */
export const joined = (parts: readonly Part[], between = ""): Html =>
  new Html(
    parts
      .map(textOf)
      .filter((t) => t !== "")
      .join(between),
  );
