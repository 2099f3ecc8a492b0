/** Text that Data Factory works out at run time; it begins with `@`. */
export interface Expression {
  readonly value: string;
  readonly type: "Expression";
}

export const expression = (value: `@${string}`): Expression => ({ value, type: "Expression" });

/** A text literal within an expression. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A part of an expression. */
export interface Term {
  readonly term: string;
}

/** What a function of Data Factory takes: texts and numbers stand for themselves. */
export type Argument = Term | string | number;

const termOf = (argument: Argument): string => {
  if (typeof argument === "string") return quoted(argument);
  return typeof argument === "number" ? String(argument) : argument.term;
};

/**
 * A call of one of Data Factory's functions.
 * @see https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions
 */
export const call = (name: string, ...given: readonly Argument[]): Term => ({ term: `${name}(${given.map(termOf).join(", ")})` });

export const concat = (...parts: readonly Argument[]): Term => call("concat", ...parts);
export const parameter = (name: string): Term => ({ term: `pipeline().parameters.${name}` });
export const variable = (name: string): Term => ({ term: `variables(${quoted(name)})` });
/** What an activity that has ended gives, `properties.status`. */
export const output = (activity: { readonly name: string }, path: string): Term => ({
  term: `activity(${quoted(activity.name)}).output.${path}`,
});
/** A parameter of the dataset in whose definition it stands. */
export const datasetParameter = (name: string): Term => ({ term: `dataset().${name}` });
/** The id of the pipeline's run. */
export const RUN_ID: Term = { term: "pipeline().RunId" };

export const workedOut = (term: Term): Expression => expression(`@${term.term}`);
