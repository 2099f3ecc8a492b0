const { TestEnvironment } = require("jest-environment-node");

/**
 * Native modules check `instanceof` against the typed arrays of the process, while jest gives each file a realm with its own.
 * Sharing the process's classes lets onnxruntime and DuckDB take the arrays that the code under test makes.
 */
const SHARED = [
  "ArrayBuffer",
  "Uint8Array",
  "Int8Array",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
];

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of SHARED) this.global[name] = globalThis[name];
  }
};
