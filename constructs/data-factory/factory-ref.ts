/** A factory as the pipelines of a model see it: ids, and Data Factory's names of what stands in it. */
export interface FactoryRef {
  /** ARM id. */
  readonly id: string;
  /** The identity that linked services act as. */
  readonly credential: string;
  readonly linkedServices: Readonly<Record<"lake" | "lakeBlobs" | "vault", string>>;
  /** What carries out copies. */
  readonly runtimes: { readonly azure: string; readonly selfHosted?: string };
  /** The lake's account. */
  readonly lake: { readonly id: string; readonly account: string };
  /** The hub that sources stream to, and the folder of the zone `raw` that its captured files lie in. */
  readonly events: { readonly hub: string; readonly folder: string };
}

/** Zone of the lake, a container, that sources land in. */
export const LANDING_ZONE = "raw";

/** Folders of the landing zone that belong to a model, each with a slash at its end. */
export const lakeFolders = (model: string) => ({
  /** What the lifecycle's `ingest` reads: in it a folder for each source. */
  source: `${model}/source/`,
  watermarks: `${model}/watermarks/`,
  /** A blob for each time that data was prepared well: the event that `control` hears. */
  prepared: `${model}/prepared/`,
});
