import type { GraphType } from "../package/layout";

const SIZE = { float32: 4, float64: 8, int64: 8 } as const;

/** Numbers of a tensor's bytes, little-endian, row-major; undefined if they do not come out even. */
export function littleEndian(type: Exclude<GraphType, "string">, bytes: Uint8Array): readonly (number | bigint)[] | undefined {
  const size = SIZE[type];
  if (bytes.length % size !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / size }, (_, i) =>
    type === "float32"
      ? view.getFloat32(i * size, true)
      : type === "float64"
        ? view.getFloat64(i * size, true)
        : view.getBigInt64(i * size, true),
  );
}

/** Texts of a tensor's bytes: each with its length before it, in 4 bytes, little-endian; undefined if they end in the middle of one. */
export function textsOf(bytes: Uint8Array): readonly string[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder();
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.length) return undefined;
    texts.push(decoder.decode(bytes.subarray(at + 4, end)));
    at = end;
  }
  return texts;
}

/** Numbers as a tensor of FP32, little-endian. */
export function bytesOf(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * SIZE.float32);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(i * SIZE.float32, values[i]!, true);
  return bytes;
}
