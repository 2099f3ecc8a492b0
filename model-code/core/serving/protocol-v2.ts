import type { GraphBinding, GraphType, PackageDocument } from "../package/layout";
import type { Problem } from "../problem";
import { shown } from "./contract";
import { bindingOf } from "./feeds";
import type { AskedRow } from "./predict-request";
import { Refused } from "./problem-details";
import { bytesOf, littleEndian, textsOf } from "./tensor-bytes";

/** Names of the types in the protocol. */
const DATATYPE: Readonly<Record<GraphType, string>> = { float32: "FP32", float64: "FP64", int64: "INT64", string: "BYTES" };

/** A tensor as the protocol describes it; -1 is any number of rows. */
interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** What a package takes and gives, in the protocol's words: the tensors of its graph. */
export function tensorsOf(document: PackageDocument): {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
} {
  return {
    inputs: bindingOf(document).inputs.map((i) => ({ name: i.name, datatype: DATATYPE[i.type], shape: [-1, i.features.length] })),
    outputs: [{ name: document.output, datatype: "FP32", shape: [-1, 1] }],
  };
}

/** A request to infer, read. */
export interface InferRequest {
  readonly id: string | undefined;
  readonly rows: readonly AskedRow[];
  /** The answer's tensor follows its JSON as bytes. */
  readonly isBinaryOutput: boolean;
}

type Loose = Readonly<Record<string, unknown>>;
type Input = GraphBinding["inputs"][number];
const isObject = (value: unknown): value is Loose => typeof value === "object" && value !== null && !Array.isArray(value);

const MOST_ROWS = 100_000;

/** The rows that a tensor's shape tells: [rows, width], or [rows] where it is one column. */
function rowsOf({ features }: Input, shape: unknown, where: string, problems: Problem[]): number | undefined {
  const dims = Array.isArray(shape) && shape.every((d) => Number.isSafeInteger(d) && d >= 0) ? (shape as number[]) : [];
  const fits = (dims.length === 2 && dims[1] === features.length) || (dims.length === 1 && features.length === 1);
  if (fits && dims[0]! >= 1 && dims[0]! <= MOST_ROWS) return dims[0];
  problems.push({
    where: `${where}/shape`,
    expected: `[rows, ${features.length}], with 1 to ${MOST_ROWS} rows`,
    got: JSON.stringify(shape)?.slice(0, 40) ?? "nothing",
    remedy: `The columns are ${features.join(", ")}.`,
  });
  return undefined;
}

/** A value as a row has it: null is a missing one, which tensors write as NaN or as an empty text. */
const plain = (value: unknown): unknown =>
  typeof value === "bigint" ? Number(value) : value === "" || (typeof value === "number" && Number.isNaN(value)) ? null : value;

/** What follows the JSON, and how far it has been read. */
interface Rest {
  readonly bytes: Uint8Array;
  at: number;
}

/** The values of an input, row by row: of the JSON, or of the bytes that are its own. */
function valuesOf(
  input: Input,
  tensor: Loose,
  count: number,
  bytes: Uint8Array | undefined,
  where: string,
  problems: Problem[],
): readonly unknown[] | undefined {
  const list = Array.isArray(tensor.data) ? (tensor.data.flat(1) as unknown[]) : undefined;
  const values = bytes === undefined ? list : input.type === "string" ? textsOf(bytes) : littleEndian(input.type, bytes);
  if (values !== undefined && values.length === count) return values;
  const got = values !== undefined ? `${values.length} values` : bytes === undefined ? shown(tensor.data) : `${bytes.length} bytes`;
  problems.push({
    where: `${where}/data`,
    expected: `${count} values of ${DATATYPE[input.type]}`,
    got,
    remedy: "Make shape and data agree.",
  });
  return undefined;
}

/** The bytes that an input says are its own; `rest` moves on behind them. */
function bytesOfInput(tensor: Loose, rest: Rest): Uint8Array | undefined {
  const size = isObject(tensor.parameters) ? tensor.parameters.binary_data_size : undefined;
  if (size === undefined) return undefined;
  const from = rest.at;
  rest.at += Number.isSafeInteger(size) && Number(size) > 0 ? Number(size) : 0;
  return rest.bytes.subarray(from, rest.at);
}

/** Puts an input's values into the rows' features. */
function readInput(input: Input, tensors: readonly unknown[], rows: Record<string, unknown>[], rest: Rest, problems: Problem[]): void {
  const at = tensors.findIndex((t) => isObject(t) && t.name === input.name);
  const where = `inputs/${at}`;
  const tensor = tensors[at] as Loose;
  const bytes = bytesOfInput(tensor, rest);
  if (tensor.datatype !== DATATYPE[input.type]) {
    const expected = DATATYPE[input.type];
    problems.push({ where: `${where}/datatype`, expected, got: shown(tensor.datatype), remedy: "See the model's metadata." });
    return;
  }
  const count = rowsOf(input, tensor.shape, where, problems);
  if (count === undefined) return;
  const { features } = input;
  const values = valuesOf(input, tensor, count * features.length, bytes, where, problems);
  if (values === undefined) return;
  if (rows.length === 0) for (let r = 0; r < count; r++) rows.push({});
  if (rows.length !== count) {
    problems.push({
      where: `${where}/shape`,
      expected: `${rows.length} rows, as before`,
      got: `${count}`,
      remedy: "Give each input the same rows.",
    });
    return;
  }
  for (let r = 0; r < count; r++) for (let c = 0; c < features.length; c++) rows[r]![features[c]!] = plain(values[r * features.length + c]);
}

function outputProblems(outputs: unknown, { output }: PackageDocument): readonly Problem[] {
  if (outputs === undefined) return [];
  const remedy = `The model gives ${output}.`;
  if (!Array.isArray(outputs)) return [{ where: "outputs", expected: "a list", got: shown(outputs), remedy }];
  return outputs.flatMap((o, i) =>
    isObject(o) && o.name === output
      ? []
      : [{ where: `outputs/${i}/name`, expected: output, got: isObject(o) ? shown(o.name) : shown(o), remedy }],
  );
}

/**
 * Reads a request of the Open Inference Protocol, version 2, JSON or with the binary tensor extension. A missing value is NaN, an empty
 * text, or null in JSON. The parameter `key` is the caller's key.
 * @param binary what follows the JSON; empty without the extension
 * @throws Refused (contract) with every problem
 * @see https://github.com/kserve/open-inference-protocol, inference_rest.md; Triton's protocol extension "binary tensor data"
 */
export function readInfer(header: unknown, binary: Uint8Array, document: PackageDocument): InferRequest {
  const problems: Problem[] = [];
  const { inputs } = bindingOf(document);
  if (!isObject(header) || !Array.isArray(header.inputs)) throw new Refused("contract", 'Expected an object with a list "inputs".');
  const { id, inputs: tensors, outputs, parameters } = header as Loose & { inputs: unknown[] };
  const expected = inputs.map((i) => i.name).join(", ");
  for (const [i, t] of tensors.entries())
    if (!isObject(t) || !inputs.some((known) => known.name === t.name))
      problems.push({
        where: `inputs/${i}/name`,
        expected: `one of ${expected}`,
        got: isObject(t) ? shown(t.name) : shown(t),
        remedy: "Correct it.",
      });
  for (const { name } of inputs)
    if (tensors.filter((t) => isObject(t) && t.name === name).length !== 1)
      problems.push({ where: "inputs", expected: `${name} once`, got: "it twice, or not at all", remedy: `Give ${expected}, each once.` });
  problems.push(...outputProblems(outputs, document));
  const rows: Record<string, unknown>[] = [];
  const rest = { bytes: binary, at: 0 };
  // the bytes follow in the order of the request's inputs
  const inOrder = tensors.flatMap((t) => inputs.filter((known) => isObject(t) && known.name === t.name));
  if (problems.length === 0) for (const input of inOrder) readInput(input, tensors, rows, rest, problems);
  if (problems.length === 0 && rest.at !== binary.length)
    problems.push({
      where: "the body",
      expected: `${rest.at} bytes after the JSON`,
      got: `${binary.length}`,
      remedy: "Name each tensor's binary_data_size.",
    });
  if (problems.length > 0)
    throw new Refused("contract", `${problems.length} problem${problems.length === 1 ? "" : "s"} with the request.`, problems);
  const settings = isObject(parameters) ? parameters : {};
  const key = typeof settings.key === "string" && settings.key !== "" ? settings.key.slice(0, 200) : null;
  const asked =
    Array.isArray(outputs) && isObject(outputs[0]) && isObject(outputs[0].parameters) ? outputs[0].parameters.binary_data : undefined;
  return {
    id: typeof id === "string" ? id : undefined,
    rows: rows.map((features) => ({ features, input: undefined, key, about: null, subject: null })),
    isBinaryOutput: (asked ?? settings.binary_data_output) === true,
  };
}

/** What is said of an answer. */
export interface InferAnswer {
  readonly model: string;
  readonly version: string;
  readonly id: string;
  readonly output: string;
  readonly values: readonly number[];
  /** Of the rows, features that training did not see like this. */
  readonly outOfRange: readonly string[];
}

/** Writes an answer: its JSON, and the bytes that follow it where they were asked for. */
export function writeInfer(answer: InferAnswer, isBinary: boolean): { readonly json: string; readonly binary: Uint8Array | null } {
  const binary = isBinary ? bytesOf(answer.values) : null;
  const json = JSON.stringify({
    model_name: answer.model,
    model_version: answer.version,
    id: answer.id,
    ...(answer.outOfRange.length > 0 && { parameters: { out_of_range: answer.outOfRange.join(",") } }),
    outputs: [
      {
        name: answer.output,
        datatype: "FP32",
        shape: [answer.values.length, 1],
        ...(binary === null ? { data: answer.values } : { parameters: { binary_data_size: binary.length } }),
      },
    ],
  });
  return { json, binary };
}
