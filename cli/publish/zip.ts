/** A file of an archive: its path with forward slashes, and its content. */
export interface ZipEntry {
  readonly path: string;
  readonly content: Uint8Array;
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** The checksum of zip and PNG: `123456789` gives cbf43926. */
export function crc32(content: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < content.length; i++) c = CRC[(c ^ content[i]!) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** The first moment that the format can tell, 1980-01-01 00:00. */
const DATE = (1 << 5) | 1;
/** Names are UTF-8. */
const UTF8 = 0x0800;
/** Made on Unix by version 2.0; a plain file that everybody may read. */
const MADE_BY = (3 << 8) | 20;
const PLAIN_FILE = (0o100644 << 16) >>> 0;
const LIMIT = 0xffffffff;

/**
 * A zip archive that only its entries determine: sorted by path, at one time, stored as they are, since what a compressor makes of the
 * same bytes depends on its version and on the processor.
 * @throws RangeError above 4 GB or 65,535 entries, for which the format needs an extension
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, content } of sorted) {
    const name = Buffer.from(path, "utf8");
    // what a file's own header and its line in the directory have in common
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8, 2);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const made = Buffer.alloc(2);
    made.writeUInt16LE(MADE_BY);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(PLAIN_FILE, 6);
    rest.writeUInt32LE(offset, 10);
    parts.push(Buffer.from("PK\x03\x04", "latin1"), common, name, content);
    directory.push(Buffer.from("PK\x01\x02", "latin1"), made, common, rest, name);
    offset += 30 + name.length + content.length;
    if (offset > LIMIT) throw new RangeError("a zip archive: expected at most 4 GB, got more");
  }
  if (sorted.length > 0xffff) throw new RangeError(`a zip archive: expected at most 65535 files, got ${sorted.length}`);
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(sorted.length, 8);
  end.writeUInt16LE(sorted.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
