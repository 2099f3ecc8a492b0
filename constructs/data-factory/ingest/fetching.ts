import type { Construct } from "constructs";
import { type FetchedSource, LANDED_TIME, landedName } from "../../../model-code/core/data/landing";
import { type Activity, after, branch, type DatasetReference } from "../activity";
import { remove } from "../data-activity";
import { type Dataset, lakeFiles } from "../dataset";
import { call, concat, output, parameter, type Term, workedOut } from "../expression";
import { type FactoryRef, lakeFolders } from "../factory-ref";
import type { PipelineProps } from "../pipeline";

export interface FetchProps {
  readonly model: string;
  readonly source: FetchedSource;
  readonly factory: FactoryRef;
}

/** What a pipeline that fetches one source consists of. */
export type Fetching = Pick<PipelineProps, "activities" | "parameters" | "variables">;

/** Makes what fetching needs below the scope. */
export type Fetch = (scope: Construct, props: FetchProps) => Fetching;

/** Bounds of the time that a run fetches, ISO 8601 in UTC: from the beginning on, and before the end. */
export const WINDOW = ["windowStart", "windowEnd"] as const;
export const [WINDOW_START, WINDOW_END] = [parameter(WINDOW[0]), parameter(WINDOW[1])];

/** How long one try of a copy may take. */
export const COPY_MINUTES = 120;

/** Dashes are not allowed in names of datasets and linked services; two underscores keep model and source apart. */
export const partName = (model: string, source: string, part: string): string => `${model.replaceAll("-", "_")}__${source}_${part}`;

/** The folder that a source's fetched rows land in. */
export const landing = (scope: Construct, { model, source, factory }: FetchProps, format: "DelimitedText" | "Parquet"): Dataset =>
  lakeFiles(scope, "Landing", {
    name: partName(model, source.name, "landing"),
    factoryId: factory.id,
    folder: model,
    linkedService: factory.linkedServices.lake,
    format,
    at: `${lakeFolders(model).source}${source.name}/`,
  });

/** The file in which the rows of a time land. */
export function landed(to: Dataset, source: FetchedSource, from: Term, until: Term): DatasetReference {
  const [before = "", between = "", end = ""] = landedName(source, "\n", "\n").split("\n");
  const stamp = (at: Term) => call("formatDateTime", at, LANDED_TIME);
  return to.about({ file: workedOut(concat(before, stamp(from), between, stamp(until), end)) });
}

/** A window in which nothing happened leaves no file, which `ingest` would take for a broken one. */
export const removeIfEmpty = (copied: Activity, file: DatasetReference): Activity =>
  branch("NothingCame", { holds: workedOut(call("equals", output(copied, "rowsCopied"), 0)), ifTrue: [remove("RemoveEmptyFile", file)] }, [
    after(copied),
  ]);
