import { randomUUID, webcrypto } from "node:crypto";
import type { BlobServiceClient, ContainerClient } from "@azure/storage-blob";
import { LAKE_ZONES, type LakeZone } from "../../core/lifecycle/step";
import { sha256 } from "../../core/package/tree-digest";
import { attempt, type Patience, type Try } from "./attempt";
import type { Blob, BlobHead, BlobListing, BlobStore, PutOptions } from "./blob-store";
import { asStoreError, BrokenOff, passes } from "./classify";
import { DamagedBlob, NotFound, PreconditionFailed } from "./errors";

const NEVER_ABSENT = "an answer without a required header";

/** The store over Azure's Blob REST API, which Azurite speaks as well. Made by `connect`. */
export class AzureBlobStore implements BlobStore {
  constructor(
    readonly location: string,
    private readonly service: BlobServiceClient,
    private readonly patience: Patience,
  ) {}

  async get(container: LakeZone, name: string): Promise<Blob> {
    const blob = await this.call(`${container}/${name}`, async ({ signal, progress }) => {
      const answer = await this.blob(container, name).download(0, undefined, { abortSignal: signal, maxRetryRequests: 0 });
      const content = await readAll(answer.readableStreamBody, answer.contentLength ?? 0, signal, progress);
      return { ...headOf(answer), content };
    });
    const expected = blob.metadata.sha256;
    const found = expected === undefined ? undefined : sha256(blob.content);
    if (expected !== undefined && found !== undefined && found !== expected) {
      throw new DamagedBlob(container, name, expected, found, "Delete the blob and run again what wrote it.");
    }
    return blob;
  }

  async head(container: LakeZone, name: string): Promise<BlobHead | undefined> {
    try {
      return await this.call(`${container}/${name}`, async ({ signal }) =>
        headOf(await this.blob(container, name).getProperties({ abortSignal: signal })),
      );
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  async put(container: LakeZone, name: string, content: Uint8Array | string, options: PutOptions = {}): Promise<{ readonly etag: string }> {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const conditions = {
      ...(options.ifNoneMatch && { ifNoneMatch: "*" }),
      ...(options.ifMatch !== undefined && { ifMatch: options.ifMatch }),
    };
    const writeId = randomUUID();
    const conditional = options.ifNoneMatch === true || options.ifMatch !== undefined;
    let tries = 0;
    // on a thread of its own: to hash the 4 MiB of a log's blob takes 9 ms, in which nobody would be answered
    const digest = Buffer.from(await webcrypto.subtle.digest("SHA-256", bytes)).toString("hex");
    try {
      const upload = async ({ signal, progress, number }: Try) => {
        tries = number;
        const { etag } = await this.blob(container, name).upload(bytes, bytes.byteLength, {
          abortSignal: signal,
          conditions,
          onProgress: progress,
          blobHTTPHeaders: { blobContentType: options.contentType ?? "application/octet-stream" },
          metadata: { ...options.metadata, sha256: digest, ...(conditional && { writeid: writeId }) },
        });
        return { etag: present(etag) };
      };
      return await this.call(`${container}/${name}`, upload, options.ifNoneMatch === true);
    } catch (error) {
      if (!(error instanceof PreconditionFailed) || tries === 1) throw error;
      const there = await this.head(container, name);
      if (there?.metadata.writeid !== writeId) throw error;
      return { etag: there.etag };
    }
  }

  async list(container: LakeZone, prefix = ""): Promise<readonly BlobListing[]> {
    const found: BlobListing[] = [];
    let continuationToken: string | undefined;
    do {
      continuationToken = await this.call(container, async ({ signal }) => {
        const pages = this.container(container).listBlobsFlat({ prefix, includeMetadata: true, abortSignal: signal });
        const settings = { maxPageSize: 5000, ...(continuationToken && { continuationToken }) };
        const { value: page } = await pages.byPage(settings).next();
        for (const { name, properties, metadata } of page?.segment.blobItems ?? []) {
          // An account with a hierarchical namespace lists its directories, too.
          if (metadata?.hdi_isfolder === "true") continue;
          found.push({ name, etag: quoted(properties.etag), bytes: properties.contentLength ?? 0, lastModified: properties.lastModified });
        }
        return page?.continuationToken || undefined;
      });
    } while (continuationToken);
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async delete(container: LakeZone, name: string): Promise<void> {
    try {
      await this.call(`${container}/${name}`, ({ signal }) => this.blob(container, name).delete({ abortSignal: signal }));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }

  async ensureContainers(): Promise<void> {
    await Promise.all(
      LAKE_ZONES.map((zone) =>
        this.call(zone, async ({ signal }) => {
          const container = this.container(zone);
          if (!(await container.exists({ abortSignal: signal }))) await container.createIfNotExists({ abortSignal: signal });
        }),
      ),
    );
  }

  private container(name: LakeZone): ContainerClient {
    return this.service.getContainerClient(name);
  }

  private blob(container: LakeZone, name: string) {
    return this.container(container).getBlockBlobClient(name);
  }

  private async call<T>(what: string, once: (t: Try) => Promise<T>, creates = false): Promise<T> {
    try {
      return await attempt(this.patience, passes, once);
    } catch (error) {
      throw asStoreError(error, { location: this.location, what, creates });
    }
  }
}

interface Properties {
  readonly etag?: string;
  readonly contentLength?: number;
  readonly lastModified?: Date;
  readonly contentType?: string;
  readonly metadata?: Record<string, string>;
}

const headOf = (p: Properties): BlobHead => ({
  etag: present(p.etag),
  bytes: p.contentLength ?? 0,
  lastModified: present(p.lastModified),
  contentType: p.contentType ?? "application/octet-stream",
  metadata: p.metadata ?? {},
});

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new BrokenOff(NEVER_ABSENT);
  return value;
}

/** Listings give etags bare, other answers give them in quotes; conditions want the quotes. */
const quoted = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`);

async function readAll(
  body: NodeJS.ReadableStream | undefined,
  bytes: number,
  signal: AbortSignal,
  progress: () => void,
): Promise<Uint8Array> {
  const content = new Uint8Array(bytes);
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    if (!body) return resolve();
    signal.addEventListener("abort", () => reject(new BrokenOff("stopped")), { once: true });
    body.on("data", (chunk: Buffer) => {
      progress();
      if (length + chunk.length <= bytes) content.set(chunk, length);
      length += chunk.length;
    });
    body.on("end", resolve);
    body.on("error", (error) => reject(new BrokenOff(error.message)));
  });
  if (length !== bytes) throw new BrokenOff(`${length} of ${bytes} bytes came`);
  return content;
}
