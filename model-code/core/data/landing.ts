import type { SourceSpec } from "../spec/model-schema";

/** The part of a source that says how its kind is fetched. */
export const FETCHED_BY = { "http-api": "http", sql: "sql", "event-stream": "events" } as const;
export type FetchedKind = keyof typeof FETCHED_BY;

/** A source whose rows something has to fetch, as against one whose files are brought. */
export type FetchedSource = SourceSpec & { readonly kind: FetchedKind };
export const isFetched = (source: SourceSpec): source is FetchedSource => source.kind in FETCHED_BY;

/** What fetched rows are written as: captured events keep the types that they have. */
export const LANDS_AS: Readonly<Record<FetchedKind, "csv" | "parquet">> = { "http-api": "csv", sql: "csv", "event-stream": "parquet" };

/** How a window's ends are written in a file's name: in the order of time, and with nothing that a path cannot hold. */
export const LANDED_TIME = "yyyyMMddHHmmss";

/** The file of one window: the same window has the same name, so that fetching it twice leaves one file. */
export const landedName = ({ name, kind }: FetchedSource, from: string, to: string): string => `${name}-${from}-${to}.${LANDS_AS[kind]}`;
