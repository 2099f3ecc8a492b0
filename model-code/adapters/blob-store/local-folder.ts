import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { type TreeManifest, treeManifest } from "../../core/package/tree-digest";
import { BadInput, type Problem } from "../../core/problem";
import { concurrently } from "./concurrently";

/** The name under which a stored folder keeps its list of files; no file of the folder itself may have it. */
export const MANIFEST = "_manifest.json";

/**
 * Reads every file below a local folder and gives it its digest. Empty folders do not count, nor does a manifest that a job left at its top.
 * @throws BadInput for what cannot be stored: symbolic links, sockets
 */
export async function readLocalFolder(folder: string): Promise<TreeManifest> {
  const problems: Problem[] = [];
  const paths: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (!entry.isFile()) {
      problems.push({ where: path, expected: "a plain file", got: "a link or a device", remedy: "Put the file itself there." });
    } else if (path !== MANIFEST) paths.push(path);
  }
  if (problems.length > 0) throw new BadInput(`the folder ${folder}`, problems);
  return treeManifest(await concurrently(8, paths, async (path) => ({ path, ...(await measure(join(folder, path))) })));
}

async function measure(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  return { bytes, sha256: hash.digest("hex") };
}
