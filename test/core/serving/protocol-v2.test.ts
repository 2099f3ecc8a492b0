import type { PackageDocument } from "../../../model-code/core/package/layout";
import { Refused } from "../../../model-code/core/serving/problem-details";
import { readInfer, tensorsOf, writeInfer } from "../../../model-code/core/serving/protocol-v2";

const DOCUMENT = {
  features: { numbers: ["a", "b"], categories: ["c"] },
  output: "probability",
} as unknown as PackageDocument;
const NONE = new Uint8Array(0);
const numbers = { name: "numbers", datatype: "FP32", shape: [2, 2], data: [1, 2, 3, 4] };
const texts = { name: "categories", datatype: "BYTES", shape: [2, 1], data: ["x", ""] };
const ROWS = [
  { a: 1, b: 2, c: "x" },
  { a: 3, b: 4, c: null },
];
const rowsOf = (header: unknown, binary: Uint8Array = NONE) => readInfer(header, binary, DOCUMENT).rows.map((r) => r.features);

test("the tensors of a package are those of its graph", () => {
  expect(tensorsOf(DOCUMENT)).toEqual({
    inputs: [
      { name: "numbers", datatype: "FP32", shape: [-1, 2] },
      { name: "categories", datatype: "BYTES", shape: [-1, 1] },
    ],
    outputs: [{ name: "probability", datatype: "FP32", shape: [-1, 1] }],
  });
});

test("tensors in JSON become rows, flat or nested, in any order", () => {
  expect(rowsOf({ inputs: [numbers, texts] })).toEqual(ROWS);
  const nested = [{ ...texts, data: [["x"], [""]] }, { ...numbers, data: [[1, 2], [3, 4]] }]; // biome-ignore format: one row a list
  expect(rowsOf({ inputs: nested })).toEqual(ROWS);
});

test("tensors in bytes become rows, in the order in which the request names them", () => {
  // little-endian: a text has its length before it, in 4 bytes
  const text = Buffer.from([1, 0, 0, 0, 0x78, 0, 0, 0, 0]);
  const floats = Buffer.from(Float32Array.from([1, Number.NaN, 3, 4]).buffer);
  const header = {
    inputs: [
      { name: "categories", datatype: "BYTES", shape: [2], parameters: { binary_data_size: 9 } },
      { name: "numbers", datatype: "FP32", shape: [2, 2], parameters: { binary_data_size: 16 } },
    ],
    parameters: { binary_data_output: true, key: "me" },
  };
  const read = readInfer(header, Buffer.concat([text, floats]), DOCUMENT);
  expect(read.rows.map((r) => r.features)).toEqual([{ a: 1, b: null, c: "x" }, ROWS[1]]);
  expect(read).toMatchObject({ isBinaryOutput: true, rows: [{ key: "me" }, { key: "me" }] });
});

test.each([
  ["no inputs", {}, NONE, 'a list "inputs"'],
  ["an unknown input", { inputs: [numbers, texts, { name: "z" }] }, NONE, "inputs/2/name"],
  ["an input twice", { inputs: [numbers, numbers, texts] }, NONE, "numbers once"],
  ["an input that is missing", { inputs: [numbers] }, NONE, "categories once"],
  ["another type", { inputs: [{ ...numbers, datatype: "FP64" }, texts] }, NONE, "inputs/0/datatype"],
  ["another shape", { inputs: [{ ...numbers, shape: [4, 1] }, texts] }, NONE, "inputs/0/shape"],
  ["a negative shape", { inputs: [{ ...numbers, shape: [-1, 2] }, texts] }, NONE, "inputs/0/shape"],
  ["too many rows", { inputs: [{ ...numbers, shape: [1e9, 2] }, texts] }, NONE, "inputs/0/shape"],
  ["too few values", { inputs: [{ ...numbers, data: [1, 2, 3] }, texts] }, NONE, "3 values"],
  ["rows that differ", { inputs: [numbers, { ...texts, shape: [1, 1], data: ["x"] }] }, NONE, "inputs/1/shape"],
  ["bytes that are not there", { inputs: [{ ...numbers, parameters: { binary_data_size: 16 } }, texts] }, Buffer.alloc(8), "2 values"],
  ["bytes of a negative number", { inputs: [{ ...numbers, parameters: { binary_data_size: -16 } }, texts] }, Buffer.alloc(8), "0 values"],
  ["bytes that nobody names", { inputs: [numbers, texts] }, Buffer.alloc(8), "0 bytes after the JSON"],
  ["an output that is none", { inputs: [numbers, texts], outputs: [{ name: "label" }] }, NONE, "outputs/0/name"],
])("%s is told", (_what, header, binary, told) => {
  let refused: unknown;
  try {
    readInfer(header, binary, DOCUMENT);
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(Refused);
  const { detail, problems } = refused as Refused;
  expect([detail, ...problems.map((p) => `${p.where} ${p.expected} ${p.got}`)].join("\n")).toContain(told);
});

const ANSWER = { model: "m", version: "d", id: "7", output: "probability", values: [0.5, 0.25], outOfRange: ["a"] };

test("an answer is JSON, or JSON and bytes", () => {
  expect(JSON.parse(writeInfer(ANSWER, false).json)).toEqual({
    model_name: "m",
    model_version: "d",
    id: "7",
    parameters: { out_of_range: "a" },
    outputs: [{ name: "probability", datatype: "FP32", shape: [2, 1], data: [0.5, 0.25] }],
  });
  const { json, binary } = writeInfer(ANSWER, true);
  expect(JSON.parse(json).outputs).toEqual([{ name: "probability", datatype: "FP32", shape: [2, 1], parameters: { binary_data_size: 8 } }]);
  expect([...binary!]).toEqual([0, 0, 0, 0x3f, 0, 0, 0x80, 0x3e]);
});
