import { createHash } from "node:crypto";
import fc from "fast-check";
import { parseTreeManifest, sha256, treeDigest, treeManifest } from "../../../model-code/core/package/tree-digest";
import { BadInput } from "../../../model-code/core/problem";

const file = (path: string, content: string) => ({ path, bytes: Buffer.byteLength(content), sha256: sha256(content) });

describe("treeDigest", () => {
  it("is the sha256 of the sorted lines path NUL size NUL sha256 LF", () => {
    const lines = `B\0${3}\0${sha256("two")}\na/x\0${1}\0${sha256("1")}\n`;
    expect(treeDigest([file("a/x", "1"), file("B", "two")])).toBe(createHash("sha256").update(lines).digest("hex"));
  });

  it("does not depend on the order of the files", () => {
    const files = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-zA-Z0-9_é -]{1,8}$/), content: fc.string() }), {
      selector: (f) => f.name,
      minLength: 2,
    });
    fc.assert(
      fc.property(files, (list) => {
        const tree = list.map((f) => file(f.name, f.content));
        expect(treeDigest([...tree].reverse())).toBe(treeDigest(tree));
      }),
    );
  });

  it.each([
    ["a renamed file", [file("c", "1"), file("b", "2")]],
    ["another content", [file("a", "3"), file("b", "2")]],
    ["contents that changed places", [file("a", "2"), file("b", "1")]],
    ["a file less", [file("a", "1")]],
    ["a file more", [file("a", "1"), file("b", "2"), file("c", "")]],
  ])("changes with %s", (_what, changed) => {
    expect(treeDigest(changed)).not.toBe(treeDigest([file("a", "1"), file("b", "2")]));
  });

  it("names every path that leads out of the folder or means two things", () => {
    const files = ["/etc/x", "a/../b", "a//b", "./a", "a\\b", "", "ok", "ok"].map((path) => file(path, ""));
    expect(() => treeDigest(files)).toThrow(BadInput);
    expect(problemsOf(() => treeDigest(files))).toEqual(["/etc/x", "a/../b", "a//b", "./a", "a\\b", "", "ok"]);
  });
});

describe("parseTreeManifest", () => {
  const manifest = treeManifest([file("a", "1"), file("b/c", "2")]);

  it("gives back what was written", () => {
    expect(parseTreeManifest(JSON.stringify(manifest), "here")).toEqual(manifest);
  });

  it.each([
    ["no JSON", "{"],
    ["another shape", JSON.stringify({ digest: manifest.digest })],
    ["a file without its digest", JSON.stringify({ ...manifest, files: [{ path: "a", bytes: 1 }] })],
    ["files that contradict the digest", JSON.stringify({ ...manifest, files: manifest.files.slice(1) })],
  ])("refuses %s", (_what, text) => {
    expect(() => parseTreeManifest(text, "models/x/_manifest.json")).toThrow(/models\/x\/_manifest\.json/);
  });
});

function problemsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof BadInput) return error.problems.map((p) => p.where);
  }
  return [];
}
