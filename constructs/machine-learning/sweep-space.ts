import type { Space } from "../../model-code/core/search/space";
import type { ComponentValue } from "./component";

/** A dimension of a search in Azure ML's words. */
export type SweepDimension =
  | { readonly type: "choice"; readonly values: readonly (number | string)[] }
  | { readonly type: "uniform" | "loguniform"; readonly min_value: number; readonly max_value: number }
  | { readonly type: "quniform"; readonly min_value: number; readonly max_value: number; readonly q: number };

/** Of a whole number's two neighbours that are no part of its range, a rounded draw shall reach neither. */
const HALF = 0.499;

function dimensionOf(dimension: Space[string]): SweepDimension {
  switch (dimension.type) {
    case "choice":
      return { type: "choice", values: dimension.values.map((v) => (typeof v === "boolean" ? String(v) : v)) };
    case "uniform":
      return { type: "uniform", min_value: dimension.min, max_value: dimension.max };
    case "log-uniform":
      // Azure ML takes the bounds of the logarithm
      return { type: "loguniform", min_value: Math.log(dimension.min), max_value: Math.log(dimension.max) };
    case "integer":
      // rounded to whole numbers; without the halves at the ends, these would come half as often as the others
      return { type: "quniform", min_value: dimension.min - HALF, max_value: dimension.max + HALF, q: 1 };
  }
}

/** How a value is written in JSON, of which the shell takes single quotes only. */
const quoted = (dimension: Space[string]): boolean => dimension.type === "choice" && dimension.values.some((v) => typeof v === "string");

/** A space that a sweep draws from: dimensions by the input that takes what is drawn, and the text that puts the draws together. */
export interface SweepSpace {
  readonly dimensions: Readonly<Record<string, SweepDimension>>;
  readonly values: Readonly<Record<string, ComponentValue>>;
  /** JSON with `${{inputs.x}}` in the place of each value. */
  readonly points: string;
}

/**
 * The spaces of all candidates as one, the same that the local tuner draws from.
 * @throws Error for a choice of texts that a shell or JSON would read otherwise, or of texts and numbers
 */
export function sweepSpace(candidates: readonly { readonly name: string; readonly space: Space }[]): SweepSpace {
  const dimensions: Record<string, SweepDimension> = {};
  const values: Record<string, ComponentValue> = {};
  const points = candidates.flatMap(({ name, space }) => {
    const entries = Object.entries(space).map(([param, dimension]) => {
      const input = `${name}__${param}`.replaceAll("-", "_");
      const texts = dimension.type === "choice" ? dimension.values.filter((v) => typeof v === "string") : [];
      const odd = texts.length > 0 && dimension.type === "choice" && texts.length < dimension.values.length;
      if (odd || texts.some((v) => !/^[\w .:/+-]*$/.test(v)))
        throw new Error(`${name}/${param}: expected texts of letters, digits and .:/+- only, or no text, got ${JSON.stringify(dimension)}`);
      dimensions[input] = dimensionOf(dimension);
      values[input] = dimension.type === "choice" && typeof dimension.values[0] !== "number" ? "string" : "number";
      const value = `\${{inputs.${input}}}`;
      return `"${param}":${quoted(dimension) ? `"${value}"` : value}`;
    });
    return entries.length === 0 ? [] : [`"${name}":{${entries.join(",")}}`];
  });
  return { dimensions, values, points: `{${points.join(",")}}` };
}
