import { inflateRawSync } from "node:zlib";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const [STORED, DEFLATED] = [0, 8];

/**
 * One file of a zip archive.
 * @returns undefined if the archive has none of that path
 * @throws Error if it is no archive, or packed in a way that is neither stored nor deflated
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function unzip(archive: Buffer, path: string): Buffer | undefined {
  const end = archive.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (end < 0 || archive.readUInt32LE(end) !== END) throw new Error("a zip archive: expected its directory at the end, got none");
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error("a zip archive: expected an entry of its directory, got something else");
    const [method, packed] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((o) => archive.readUInt16LE(at + o)) as [number, number, number];
    const header = archive.readUInt32LE(at + 42);
    if (archive.toString("utf8", at + 46, at + 46 + name) === path) {
      const from = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
      const content = archive.subarray(from, from + packed);
      if (method === STORED) return content;
      if (method === DEFLATED) return inflateRawSync(content);
      throw new Error(`a zip archive: expected ${path} stored or deflated, got method ${method}`);
    }
    at += 46 + name + extra + comment;
  }
  return undefined;
}
