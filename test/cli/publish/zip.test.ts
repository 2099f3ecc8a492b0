import { createRequire } from "node:module";
import { crc32, type ZipEntry, zipOf } from "../../../cli/publish/zip";

/** Another implementation, which onnxruntime's install script would use. */
const Zip = createRequire(require.resolve("onnxruntime-node/package.json"))("adm-zip") as new (
  content: Buffer,
) => { getEntries(): { entryName: string; attr: number; header: { time: Date; method: number }; getData(): Buffer }[]; test(): boolean };

const text = (path: string, content: string): ZipEntry => ({ path, content: Buffer.from(content) });
const entries = [text("server.js", "run()"), text("node_modules/a/ümlaut.js", ""), text("host.json", "{}")];

test("the checksum is that of the format's own example", () => {
  expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
});

test("another implementation reads it: names, contents and modes, sorted, at one time, stored", () => {
  const zip = new Zip(zipOf(entries));
  expect(zip.test()).toBe(true);
  expect(zip.getEntries().map((e) => [e.entryName, e.getData().toString(), e.header.method, e.attr >>> 16])).toEqual([
    ["host.json", "{}", 0, 0o100644],
    ["node_modules/a/ümlaut.js", "", 0, 0o100644],
    ["server.js", "run()", 0, 0o100644],
  ]);
  expect(zip.getEntries().map((e) => e.header.time.getFullYear())).toEqual([1980, 1980, 1980]);
});

test("the order in which files were found makes no difference", () => {
  expect(zipOf([...entries].reverse()).equals(zipOf(entries))).toBe(true);
});
