import type { Params, Task } from "../learners/learner";
import type { ModelSpec } from "../spec/model-schema";

export type Sensitivity = ModelSpec["sensitivity"];

/** Element types that a graph of somebody else's may ask for. */
export type GraphType = "float32" | "float64" | "int64" | "string";

/** Which features a graph takes under which names, and where its answer is. */
export interface GraphBinding {
  /** Each a matrix with a column a feature, or a vector where it is one feature. */
  readonly inputs: readonly { readonly name: string; readonly type: GraphType; readonly features: readonly string[] }[];
  /** The column of the output that is the answer, such as 1 of a classifier's `probabilities`. */
  readonly output: { readonly name: string; readonly column: number };
}

/** A stretch that rows were taken from. */
export interface PackagePeriod {
  readonly from: string | null;
  readonly to: string | null;
  readonly rows: number;
}

/** What a package is, in `model-package.json`: all that a host needs to load and describe it. */
export interface PackageDocument {
  readonly model: string;
  readonly title: string;
  readonly task: Task;
  /** The candidate's name. */
  readonly selected: string;
  readonly learner: string;
  readonly params: Params;
  /** The graph's inputs, in its order. */
  readonly features: { readonly numbers: readonly string[]; readonly categories: readonly string[] };
  /** Features of the model that selection left out: callers may send them, nobody reads them. */
  readonly unused: readonly string[];
  /** The graph's output. */
  readonly output: "probability" | "prediction";
  /** How the features are fed, where the graph is not one of ours. @default - the tensors `numbers` and `categories`, the first output */
  readonly graph?: GraphBinding;
  readonly threshold: number;
  /** Columns that say what a row is about, such as symbol and date. */
  readonly rowKey: readonly string[];
  /** That of them which says when, as YYYY-MM-DD or a time of RFC 3339; null where none does, and a row is about the day on which it is asked for. */
  readonly time: string | null;
  /** The data's class: what of a row may be logged. */
  readonly sensitivity: Sensitivity;
  /** Column that names the person that a row is about; null where there is none. */
  readonly subject: string | null;
  /** What it was trained and judged on; dates as YYYY-MM-DD, null where rows have no time. */
  readonly trainedOn: PackagePeriod;
  readonly testedOn: PackagePeriod;
  /** sha256 of the lock file of the modules that made it. */
  readonly lockDigest: string;
}

/** Where things are in a store of packages: the container, packages and models' files below their digests, and the registry's versions by model. */
export const PACKAGE_STORE = {
  container: "models",
  /** The name of the step's output. */
  packages: "package",
  registry: "registry",
  modelFiles: "model-files",
} as const;

/** A package in a store of packages, as a stored folder. */
export const packageAt = (digest: string) => ({ container: PACKAGE_STORE.container, prefix: PACKAGE_STORE.packages, digest }) as const;

/** A model's published files in a store of packages, as a stored folder. */
export const modelFilesAt = (digest: string) => ({ container: PACKAGE_STORE.container, prefix: PACKAGE_STORE.modelFiles, digest }) as const;

/** The files of a package; their digest is its identity. */
export const PACKAGE_FILES = {
  document: "model-package.json",
  mlflow: "MLmodel",
  graph: "model.onnx",
  card: "model-card.md",
  cardData: "model-card.json",
  evaluation: "evaluation.json",
  verdict: "verdict.json",
  manifest: "data-manifest.json",
  profile: "reference-profile.json",
  example: "input_example.json",
  requirements: "requirements.txt",
} as const;

/** A stretch in words. @param count writes the number of rows */
export const periodText = ({ from, to, rows }: PackagePeriod, count: (rows: number) => string = String): string =>
  `${from === null ? "" : `${from} to ${to}, `}${count(rows)} rows${from === null ? " drawn by lot" : ""}`;
