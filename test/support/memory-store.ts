import type { Blob, BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { NotFound, PreconditionFailed } from "../../model-code/adapters/blob-store/errors";

/** A store without a server, for tests that fill one hundreds of times; what the real one does is held by its own tests. */
export function memoryStore(): BlobStore {
  const blobs = new Map<string, Blob>();
  let writes = 0;
  const key = (container: string, name: string) => `${container}/${name}`;
  const problem = (where: string) => ({ where, expected: "a blob", got: "another or none", remedy: "Read again." });
  return {
    location: "memory",
    async get(container, name) {
      const blob = blobs.get(key(container, name));
      if (blob === undefined) throw new NotFound(problem(key(container, name)));
      return blob;
    },
    head: async (container, name) => blobs.get(key(container, name)),
    async put(container, name, content, { ifMatch, ifNoneMatch, contentType = "application/octet-stream", metadata = {} } = {}) {
      const there = blobs.get(key(container, name));
      if ((ifNoneMatch && there !== undefined) || (ifMatch !== undefined && there?.etag !== ifMatch))
        throw new PreconditionFailed(problem(key(container, name)));
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      const etag = `"${++writes}"`;
      blobs.set(key(container, name), { content: bytes, bytes: bytes.length, etag, contentType, metadata, lastModified: new Date(writes) });
      return { etag };
    },
    list: async (container, prefix = "") =>
      [...blobs]
        .filter(([name]) => name.startsWith(key(container, prefix)))
        .map(([name, { etag, bytes, lastModified }]) => ({ name: name.slice(container.length + 1), etag, bytes, lastModified }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    async delete(container, name) {
      blobs.delete(key(container, name));
    },
    async ensureContainers() {},
  };
}
