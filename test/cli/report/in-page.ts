/** What the tests ask of the page, as scripts for the browser: the project's types know no DOM. Each is an expression. */

/** Width of the page's content, and the place of every chart. */
export const SIZES = `({
  page: document.documentElement.scrollWidth,
  charts: [...document.querySelectorAll("svg.chart")].map((chart) => {
    const { left, right, width, height } = chart.getBoundingClientRect();
    return { left, right, height, scale: width / chart.viewBox.baseVal.width };
  }),
})`;

export interface Sizes {
  readonly page: number;
  readonly charts: readonly { readonly left: number; readonly right: number; readonly height: number; readonly scale: number }[];
}

/** Texts that stand out of their chart or over each other. */
export const TEXT_FAULTS = `[...document.querySelectorAll("svg.chart")].flatMap((chart) => {
  const of = chart.getBoundingClientRect();
  const texts = [...chart.querySelectorAll("text")].map((t) => ({ text: t.textContent, box: t.getBoundingClientRect() }));
  const isOutside = ({ box }) => box.left < of.left - 1 || box.right > of.right + 1 || box.top < of.top - 1 || box.bottom > of.bottom + 1;
  const overlap = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  return [
    ...texts.filter(isOutside).map((t) => t.text + " is outside of " + chart.ariaLabel),
    ...texts.filter((a, i) => texts.some((b, j) => j > i && overlap(a.box, b.box))).map((t) => t.text + " overlaps in " + chart.ariaLabel),
  ];
})`;

/** Contrast of each text with the ground that it stands on, by WCAG 2.2. */
export const CONTRASTS = `(() => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => {
    const [r, g, b] = parse(colour).rgb.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element) => {
    if (element === null) return "rgb(255, 255, 255)";
    const ground = getComputedStyle(element).backgroundColor;
    return parse(ground).a === 0 ? groundOf(element.parentElement) : ground;
  };
  return [...document.querySelectorAll("body *")]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== ""))
    .map((e) => {
      const style = getComputedStyle(e);
      const inChart = e instanceof SVGElement;
      const [a, b] = [luminance(inChart ? style.fill : style.color), luminance(groundOf(e))];
      return { text: e.textContent.trim(), inChart, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
    });
})()`;

export interface Contrast {
  readonly text: string;
  readonly inChart: boolean;
  readonly contrast: number;
}

export const GROUND = "getComputedStyle(document.body).backgroundColor";
export const INK = "getComputedStyle(document.body).color";
export const FOLDED_HEIGHTS = `[...document.querySelectorAll("details table")].map((t) => t.getBoundingClientRect().height)`;
