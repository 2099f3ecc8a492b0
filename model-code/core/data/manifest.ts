import type { ColumnType } from "./table";

/** A curated source: what is there, from which files it came, and what was changed. Each file's sha256 is in the folder's manifest. */
export interface CuratedSource {
  readonly rows: number;
  /** First and last day, null for a source without rows, or whose rows have no time. */
  readonly from: string | null;
  readonly to: string | null;
  readonly partitions: readonly {
    readonly path: string;
    readonly rows: number;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  /** The files that it was taken from, by content. */
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly rows: number }[];
  readonly adjustments: {
    readonly splits: readonly {
      readonly entity: string;
      readonly date: string;
      readonly ratio: number;
      readonly confirmed: boolean | null;
    }[];
    readonly carried: number;
  };
}

export interface DataManifest {
  readonly sources: Readonly<Record<string, CuratedSource>>;
}
