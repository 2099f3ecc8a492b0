import type { Table } from "../data/table";
import type { Features } from "../learners/learner";
import type { GraphBinding } from "../package/layout";
import type { ModelSpec } from "../spec/model-schema";

/** The zones of the lake: each is a container of the blob store. */
export const LAKE_ZONES = ["raw", "quarantine", "curated", "features", "models", "releases", "predictions", "audit"] as const;
export type LakeZone = (typeof LAKE_ZONES)[number];

/** A folder that a step reads. Paths are relative, with forward slashes, and come sorted. */
export interface InputFolder {
  /** The sha256 that names the folder's content. */
  readonly digest: string;
  list(prefix?: string): readonly string[];
  has(path: string): boolean;
  text(path: string): string;
  bytes(path: string): Uint8Array;
  json<T>(path: string): T;
  /** Reads one Parquet file, or all below a folder in the order of their paths. */
  table(path: string): Promise<Table>;
  /** The path on disk, for what reads files itself. */
  path(path: string): string;
}

/** A folder that a step writes. Nothing in it is visible under its final name before the step has ended well. */
export interface OutputFolder {
  writeText(path: string, text: string): void;
  writeBytes(path: string, bytes: Uint8Array): void;
  /** Canonical JSON, so that equal values are equal bytes. */
  writeJson(path: string, value: unknown): void;
  /** Parquet, zstd. Equal tables are equal bytes. */
  writeTable(path: string, table: Table): Promise<void>;
  /** The path on disk of a file that something else is about to write. */
  reserve(path: string): string;
}

/** What a step reports while it works. */
export interface Progress {
  /** Share done, 0 to 1, and what is being done. */
  at(share: number, doing: string): void;
  /** A figure worth keeping with the run; `step` counts rounds or trials. */
  metric(name: string, value: number, step?: number): void;
  /** Something a person should know, though the step goes on. */
  warn(message: string): void;
}

/** Parquet files, in order, as one table. */
export interface ParquetFiles {
  readonly parquet: readonly string[];
}

/** Runs SQL in the dialect that DuckDB and Spark share. */
export interface SqlEngine {
  /**
   * @param query one SELECT
   * @param tables by the name the query calls them
   * @throws BadQuery with the engine's own words
   */
  query(query: string, tables: Readonly<Record<string, Table | ParquetFiles>>): Promise<Table>;
  /**
   * Writes what the query gives to a Parquet file, without passing it through this process's memory.
   * @returns rows written
   */
  copy(query: string, tables: Readonly<Record<string, Table | ParquetFiles>>, to: string): Promise<number>;
}

/** Scores ONNX graphs. */
export interface GraphScorer {
  /** @returns the graph's first output, one value a row */
  score(
    graph: Uint8Array,
    numbers: { readonly rows: number; readonly width: number; readonly values: Float32Array },
    categories: { readonly width: number; readonly values: readonly string[] },
  ): Promise<Float64Array>;
  /**
   * Scores a graph that is not one of ours, fed as its binding says.
   * @returns the answer, one value a row
   * @throws BadInput with everything that does not fit
   */
  scoreBound(graph: Uint8Array, binding: GraphBinding, features: Features): Promise<Float64Array>;
}

/** Gives a package its version in the registry. */
export interface ModelRegistry {
  /** The same digest always gets the same version. */
  register(model: string, entry: RegistryEntry): Promise<{ readonly version: number; readonly created: boolean }>;
}

/** Who let a package in that no gates here have judged, and why. */
export interface Adoption {
  readonly who: string;
  readonly why: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** What the registry keeps of a version: what the package's bytes determine, and who answers for them where gates do not. */
export interface RegistryEntry {
  readonly digest: string;
  readonly task: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** `adopted`: nobody judged it, and somebody took it on. */
  readonly gates: "passed" | "refused" | "adopted";
  /** There if it was adopted, and only then. */
  readonly adoption?: Adoption;
}

/** Whether a release may begin with a version: its gates let it pass, or a person answers for it. */
export const mayBeReleased = ({ gates }: Pick<RegistryEntry, "gates">): boolean => gates !== "refused";

export interface StepContext {
  readonly inputs: Readonly<Record<string, InputFolder>>;
  readonly outputs: Readonly<Record<string, OutputFolder>>;
  readonly params: Readonly<Record<string, string>>;
  readonly model: ModelSpec;
  /** A file of the model's own folder, such as features.sql. */
  modelFile(path: string): string;
  readonly sql: SqlEngine;
  readonly scorer: GraphScorer;
  readonly registry: ModelRegistry;
  /** sha256 of the lock file of the modules that the running bundle loads. */
  readonly lockDigest: string;
  readonly progress: Progress;
}

/** How a step ended: done, or refused by a gate (its outputs are kept, the run ends). */
export type StepVerdict = { readonly verdict: "done" } | { readonly verdict: "refused"; readonly reasons: readonly string[] };

export interface StepInput {
  readonly name: string;
  /** The step whose output this is; undefined for what comes from outside: files, or what only Azure has. */
  readonly from?: string;
  /** Goes on without it. */
  readonly optional?: boolean;
}

export interface StepOutput {
  readonly name: string;
  readonly zone: LakeZone;
}

/** One step of the lifecycle: an entry in the table `STEPS`. */
export interface Step {
  readonly name: string;
  readonly title: string;
  readonly inputs: readonly StepInput[];
  readonly outputs: readonly StepOutput[];
  /** Parameters that `--param` can set, each with what it means; none is required. */
  readonly params: Readonly<Record<string, string>>;
  /** The parts of model.yaml that determine what the step writes: with the files below, the code and the inputs, its fingerprint. */
  readonly reads: readonly (keyof ModelSpec)[];
  /** Files of the model's folder that determine what the step writes. */
  readonly files: (model: ModelSpec) => readonly string[];
  run(context: StepContext): Promise<StepVerdict>;
}
