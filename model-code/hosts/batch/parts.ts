import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "../../core/canonical-json";

/** What the parts of a result depend on: with another file, package or size of part they would be others. */
export interface PartsKey {
  /** sha256 of the input. */
  readonly input: string;
  /** Digest of the package. */
  readonly package: string;
  readonly partRows: number;
}

/** What is done of a result, in a folder beside it, so that a run that was killed is gone on with. */
export interface Parts {
  /** Parts that are there whole, from 0 on without a gap. */
  readonly done: number;
  /** Where the rows of a part are, and what of it is quarantined. */
  file(part: number): { readonly rows: string; readonly quarantine: string };
  /** Writes a part: `write` gets the names to write under, which become the part's own once both are whole. */
  keep(part: number, write: (names: { readonly rows: string; readonly quarantine: string }) => Promise<void>): Promise<void>;
  remove(): void;
}

const NOTE = "progress.json";

/** Opens the parts of a result; those of another input, package or size are removed. */
export function openParts(output: string, key: PartsKey): Parts {
  const folder = `${output}.progress`;
  const note = join(folder, NOTE);
  const wanted = canonicalJson(key);
  if (!existsSync(note) || readFileSync(note, "utf8") !== wanted) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${note}.partial`, wanted);
    renameSync(`${note}.partial`, note);
  }
  const file = (part: number) => {
    const name = join(folder, String(part).padStart(6, "0"));
    return { rows: `${name}.parquet`, quarantine: `${name}.quarantine.jsonl` };
  };
  let done = 0;
  while (existsSync(file(done).rows)) done++;
  return {
    done,
    file,
    async keep(part, write) {
      const { rows, quarantine } = file(part);
      await write({ rows: `${rows}.partial`, quarantine: `${quarantine}.partial` });
      renameSync(`${quarantine}.partial`, quarantine);
      // last, because it says that the part is whole
      renameSync(`${rows}.partial`, rows);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
