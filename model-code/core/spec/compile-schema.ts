import Ajv, { type AnySchema, type ErrorObject, type Options, type ValidateFunction } from "ajv";

/** Whether a value holds to a schema; after a value that does not, `errors` says why. */
export interface SchemaCheck<T> {
  (value: unknown): value is T;
  readonly errors?: readonly ErrorObject[] | null | undefined;
}

/**
 * A schema's check, compiled when it is first asked: to compile one takes longer than to start a process that never asks.
 * @param prepare adds formats and keywords
 */
export function compileSchema<T>(schema: AnySchema, options: Options, prepare: (ajv: Ajv) => void = () => {}): SchemaCheck<T> {
  let compiled: ValidateFunction<T> | undefined;
  const check = ((value: unknown): value is T => {
    if (compiled === undefined) {
      // to make the check faster, or to compile the schema of schemas to hold this one to it, takes longer than the few documents that one
      // process reads; strict mode and the keywords refuse what they do not know as they are compiled
      const ajv = new Ajv({ ...options, code: { optimize: false }, validateSchema: false });
      prepare(ajv);
      compiled = ajv.compile<T>(schema);
    }
    const holds = compiled(value);
    Object.assign(check, { errors: compiled.errors });
    return holds;
  }) as SchemaCheck<T>;
  return check;
}
