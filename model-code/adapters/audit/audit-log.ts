import { type AuditEntry, type AuditHead, parseEntry, type SealedEntry, seal } from "../../core/audit/chain";
import { type AuditVerdict, type Unreadable, verifyChain } from "../../core/audit/verify";
import { canonicalJson } from "../../core/canonical-json";
import { type Problem, problemText } from "../../core/problem";
import type { ReleaseManifest } from "../../core/release/manifest";
import type { BlobStore } from "../blob-store/blob-store";
import { concurrently } from "../blob-store/concurrently";
import { DamagedBlob, NotFound, PreconditionFailed } from "../blob-store/errors";

const AT_ONCE = 16;
const DIGITS = 10;
/** Of n that append at once, the last needs n rounds; more than these are no accident. */
const MOST_ROUNDS = 100;

/** The chain, as it is, can't be gone on with or read. */
export class AuditBroken extends Error {
  readonly code = "AUDIT_BROKEN";
  constructor(readonly problem: Problem) {
    super(problemText(problem));
  }
}

const broken = (where: string, expected: string): AuditBroken =>
  new AuditBroken({ where, expected, got: "something else", remedy: "`npx mlops audit verify` says what is wrong with the chain." });

const blobName = (model: string, sequence: number): string => `${model}/${String(sequence).padStart(DIGITS, "0")}.json`;
const anchorName = (model: string): string => `${model}/audit-head.json`;

/**
 * The audit of each model: a chain of entries in the container `audit`, each a blob that is written once, and the anchor of its head in
 * the container `releases`, where other people may write. On Azure the container of the entries is immutable.
 *
 * To append is to anchor what is the last entry, to write the next one under a number that nobody had, and to anchor that. So any number
 * of processes may append at once, and whoever breaks off leaves the anchor one behind at most.
 */
export class AuditLog {
  constructor(
    private readonly store: BlobStore,
    private readonly clock: () => Date,
  ) {}

  /**
   * @throws BadInput for evidence that holds anything but figures, AuditBroken if the chain can't be gone on with, PreconditionFailed if
   *   others were first for 100 rounds
   */
  async append(model: string, entry: AuditEntry): Promise<SealedEntry> {
    for (let round = 1; ; round++) {
      const head = await this.anchoredHead(model);
      const sealed = seal(model, entry, head, this.clock());
      try {
        await this.store.put("audit", blobName(model, sealed.sequence), canonicalJson(sealed), {
          ifNoneMatch: true,
          contentType: "application/json",
        });
      } catch (error) {
        if (!(error instanceof PreconditionFailed) || round === MOST_ROUNDS) throw error;
        continue;
      }
      await this.anchor(model, sealed);
      return sealed;
    }
  }

  /**
   * All entries of a model, oldest first.
   * @throws AuditBroken if one can't be read
   */
  async entries(model: string): Promise<readonly SealedEntry[]> {
    return (await this.blobs(model)).map(({ sequence, text }) => {
      const entry = parseEntry(text);
      if (entry === undefined) throw broken(`audit/${blobName(model, sequence)}`, "an audit entry");
      return entry;
    });
  }

  /**
   * The entries that follow one in its chain, oldest first: what it costs does not grow with the chain.
   * @param sequence place of the one before them, 0 for the beginning
   * @throws AuditBroken if one can't be read, or lacks
   */
  async after(model: string, sequence: number, most: number): Promise<readonly SealedEntry[]> {
    // one that was written and not anchored yet is there, too
    const last = ((await this.readAnchor(model))?.head.sequence ?? 0) + 1;
    const sequences = Array.from({ length: Math.max(0, Math.min(most, last - sequence)) }, (_, i) => sequence + 1 + i);
    return this.read(model, sequences, last);
  }

  /**
   * The newest entries of a model, newest first, found by the anchor: what it costs does not grow with the chain.
   * @throws AuditBroken if one can't be read
   */
  async newest(model: string, most: number): Promise<readonly SealedEntry[]> {
    // one that was written and not anchored yet is newer still
    const last = ((await this.readAnchor(model))?.head.sequence ?? 0) + 1;
    const sequences = Array.from({ length: Math.min(most + 1, last) }, (_, i) => last - i);
    return (await this.read(model, sequences, last)).slice(0, most);
  }

  /** @param manifest read before, so that what it holds was announced before the entries are read */
  async verify(model: string, manifest: ReleaseManifest | Unreadable | undefined): Promise<AuditVerdict> {
    for (;;) {
      const before = await this.findAnchor(model);
      const blobs = await this.blobs(model);
      const after = await this.findAnchor(model);
      // somebody appended meanwhile: what was read is not of one time
      if (before?.etag !== after?.etag) continue;
      return verifyChain({ model, blobs, anchor: before?.head, manifest });
    }
  }

  /** The models that have a chain, sorted. */
  async models(): Promise<readonly string[]> {
    return [...new Set((await this.store.list("audit")).map((b) => b.name.slice(0, b.name.indexOf("/"))))];
  }

  /** Entries by their places, of which the one after the anchored one may lack. */
  private async read(model: string, sequences: readonly number[], mayLack: number): Promise<readonly SealedEntry[]> {
    const texts = await concurrently(AT_ONCE, sequences, (n) => this.text(blobName(model, n)));
    return texts.flatMap((text, i) => {
      if (text === undefined && sequences[i] === mayLack) return [];
      const entry = parseEntry(text ?? "");
      if (entry === undefined) throw broken(`audit/${blobName(model, sequences[i]!)}`, "an audit entry");
      return [entry];
    });
  }

  /** The last entry, once it is anchored. */
  private async anchoredHead(model: string): Promise<AuditHead | undefined> {
    const head = (await this.readAnchor(model))?.head;
    const beyond = blobName(model, (head?.sequence ?? 0) + 1);
    const text = await this.text(beyond);
    if (text === undefined) return head;
    const entry = parseEntry(text);
    if (entry === undefined || entry.previous !== (head?.hash ?? null))
      throw broken(`audit/${beyond}`, "the entry that follows the anchored one");
    await this.anchor(model, entry);
    return entry;
  }

  /** Moves the anchor forward, never back. */
  private async anchor(model: string, { sequence, hash }: AuditHead): Promise<void> {
    for (;;) {
      const there = await this.readAnchor(model);
      if (there !== undefined && there.head.sequence >= sequence) return;
      try {
        const condition = there === undefined ? { ifNoneMatch: true as const } : { ifMatch: there.etag };
        await this.store.put("releases", anchorName(model), canonicalJson({ sequence, hash }), {
          ...condition,
          contentType: "application/json",
        });
        return;
      } catch (error) {
        if (!(error instanceof PreconditionFailed)) throw error;
      }
    }
  }

  private async readAnchor(model: string): Promise<{ readonly head: AuditHead; readonly etag: string } | undefined> {
    const name = anchorName(model);
    try {
      const { content, etag } = await this.store.get("releases", name);
      const { sequence, hash } = JSON.parse(new TextDecoder().decode(content)) as Partial<AuditHead>;
      if (!Number.isInteger(sequence) || typeof hash !== "string") throw new SyntaxError();
      return { head: { sequence: sequence as number, hash }, etag };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      if (error instanceof SyntaxError) {
        const remedy = "Restore the blob's last good version: it remembers where the audit ends.";
        throw new AuditBroken({ where: `releases/${name}`, expected: "the anchor of the audit", got: "something else", remedy });
      }
      throw error;
    }
  }

  private async findAnchor(model: string): Promise<{ readonly head: AuditHead | Unreadable; readonly etag?: string } | undefined> {
    try {
      return await this.readAnchor(model);
    } catch (error) {
      if (error instanceof AuditBroken || error instanceof DamagedBlob) return { head: "unreadable" };
      throw error;
    }
  }

  private async blobs(model: string) {
    const prefix = `${model}/`;
    const names = (await this.store.list("audit", prefix)).map((b) => b.name).filter((name) => /\/\d{10}\.json$/.test(name));
    return concurrently(AT_ONCE, names, async (name) => ({
      sequence: Number(name.slice(prefix.length, prefix.length + DIGITS)),
      text: (await this.text(name)) ?? "",
    }));
  }

  /** @returns undefined if there is no such blob; nothing for one that is not what was stored */
  private async text(name: string): Promise<string | undefined> {
    try {
      return new TextDecoder().decode((await this.store.get("audit", name)).content);
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      if (error instanceof DamagedBlob) return "";
      throw error;
    }
  }
}
