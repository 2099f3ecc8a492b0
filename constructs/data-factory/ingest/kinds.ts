import type { FetchedKind } from "../../../model-code/core/data/landing";
import { fetchEventStream } from "./event-stream";
import type { Fetch } from "./fetching";
import { fetchHttpApi } from "./http-api";
import { fetchSql } from "./sql";

/** How each kind of source is fetched. */
export const FETCHES: Readonly<Record<FetchedKind, Fetch>> = {
  "http-api": fetchHttpApi,
  sql: fetchSql,
  "event-stream": fetchEventStream,
};
