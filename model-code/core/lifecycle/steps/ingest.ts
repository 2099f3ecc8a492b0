import { capturedRows, EVENT_BODIES } from "../../data/captured-events";
import { decodeText } from "../../data/decode-text";
import { groupBy } from "../../data/group-by";
import { ingest as addRows } from "../../data/ingest";
import { matchFiles } from "../../data/match-files";
import { parseCsv, type RawRow } from "../../data/parse-csv";
import { parseRawRows, rawRowsText } from "../../data/raw-rows";
import { stringsOf } from "../../data/table";
import { sha256 } from "../../package/tree-digest";
import { BadInput } from "../../problem";
import type { SourceSpec } from "../../spec/model-schema";
import type { InputFolder, Step, StepContext } from "../step";

/** A file that was taken in. */
export interface IngestedFile {
  readonly name: string;
  readonly sha256: string;
  readonly rows: number;
}

/** What ingest knows of a source: how far it has come, and from which files. */
export interface SourceWatermark {
  readonly newest: Readonly<Record<string, string>>;
  readonly files: readonly IngestedFile[];
  readonly rows: number;
  readonly late: number;
  readonly corrected: number;
  readonly repeated: number;
}

export type Watermark = Readonly<Record<string, SourceWatermark>>;

const previousRows = (previous: InputFolder | undefined, source: SourceSpec): RawRow[] =>
  (previous?.list(`${source.name}/`) ?? []).filter((p) => p.endsWith("/rows.csv")).flatMap((p) => parseRawRows(previous!.text(p)));

/** The files of a source whose content is not what came last under their name, nor under another; in the order of their names. */
function arrivals(context: StepContext, source: SourceSpec, before: SourceWatermark | undefined) {
  const landing = context.inputs.source!;
  const latest = new Map((before?.files ?? []).map((f) => [f.name, f.sha256]));
  const arrived: { readonly path: string; readonly bytes: Uint8Array; readonly sha256: string }[] = [];
  for (const path of matchFiles(landing.list(), source.files)) {
    const bytes = landing.bytes(path);
    const digest = sha256(bytes);
    if ([...latest.values()].includes(digest)) continue;
    latest.set(path, digest);
    arrived.push({ path, bytes, sha256: digest });
  }
  return arrived;
}

/** The rows of one file: of a CSV, or of a Parquet file of captured events. */
async function rowsOf({ inputs, sql }: StepContext, source: SourceSpec, path: string, bytes: Uint8Array): Promise<readonly RawRow[]> {
  if (source.kind !== "event-stream") return parseCsv(decodeText(bytes, path), path, source);
  const bodies = await sql.query(EVENT_BODIES, { events: { parquet: [inputs.source!.path(path)] } });
  return capturedRows(stringsOf(bodies, "body"), path, source);
}

async function ingestSource(context: StepContext, source: SourceSpec, before: SourceWatermark | undefined): Promise<SourceWatermark> {
  const { inputs, outputs, progress } = context;
  const arrived = arrivals(context, source, before);
  if (arrived.length === 0 && before === undefined && source.required)
    throw new BadInput(`source ${source.name}`, [
      {
        where: `source ${source.name}`,
        expected: `a file like ${source.files.join(", ")}`,
        got: inputs.source!.list().join(", ") || "an empty folder",
        remedy: "Name the folder that holds the data with --data.",
      },
    ]);
  const files: IngestedFile[] = [...(before?.files ?? [])];
  const problems: BadInput[] = [];
  const rows: RawRow[] = [];
  for (const { path, bytes, sha256: digest } of arrived) {
    try {
      const parsed = await rowsOf(context, source, path, bytes);
      for (const row of parsed) rows.push(row);
      files.push({ name: path, sha256: digest, rows: parsed.length });
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0)
    throw new BadInput(
      `source ${source.name}`,
      problems.flatMap((p) => p.problems),
    );
  const result = addRows(source, previousRows(inputs.previous, source), rows, before?.newest ?? {});
  for (const path of inputs.previous?.list(`files/${source.name}/`) ?? []) outputs.raw!.writeBytes(path, inputs.previous!.bytes(path));
  for (const { path, bytes, sha256: digest } of arrived)
    outputs.raw!.writeBytes(`files/${source.name}/${digest.slice(0, 12)}-${path.replaceAll("/", "_")}`, bytes);
  const partitions = groupBy(result.rows, (r) => r.partition);
  for (const [partition, kept] of partitions) outputs.raw!.writeText(`${source.name}/${partition}/rows.csv`, rawRowsText(source, kept));
  const earlier = inputs.previous?.list(`corrections/${source.name}/`) ?? [];
  for (const path of earlier) outputs.raw!.writeText(path, inputs.previous!.text(path));
  const correctedBy = new Map(result.corrections.map((c) => [c.before, c.after]));
  if (result.corrections.length > 0)
    outputs.raw!.writeText(
      `corrections/${source.name}/${String(earlier.length + 1).padStart(4, "0")}.csv`,
      rawRowsText(
        source,
        result.corrections.map((c) => c.before),
        ["_corrected_by"],
        (row) => {
          const by = correctedBy.get(row)!;
          return { _corrected_by: `${by.file} line ${by.line}` };
        },
      ),
    );
  progress.metric(`${source.name}.rows`, result.rows.length);
  if (result.late > 0) progress.warn(`${source.name}: ${result.late} rows came late, at or before the watermark`);
  if (result.corrections.length > 0)
    progress.warn(`${source.name}: ${result.corrections.length} rows were corrected by later ones; the former are in corrections/`);
  return {
    newest: result.watermark,
    files,
    rows: result.rows.length,
    late: (before?.late ?? 0) + result.late,
    corrected: (before?.corrected ?? 0) + result.corrections.length,
    repeated: (before?.repeated ?? 0) + result.repeated,
  };
}

export const ingest: Step = {
  name: "ingest",
  title: "Take new files in, each row once",
  inputs: [{ name: "source" }, { name: "previous", from: "ingest", optional: true }],
  outputs: [{ name: "raw", zone: "raw" }],
  params: {},
  reads: ["sources"],
  files: () => [],
  async run(context) {
    const { inputs, outputs, model, progress } = context;
    const before = inputs.previous?.json<Watermark>("watermark.json") ?? {};
    const watermark: Record<string, SourceWatermark> = {};
    const matched = new Set(model.sources.flatMap((s) => matchFiles(inputs.source!.list(), s.files)));
    for (const path of inputs.source!.list())
      if (path.endsWith(".csv") && !matched.has(path)) progress.warn(`${path} belongs to no source and was left`);
    for (const [i, source] of model.sources.entries()) {
      progress.at(i / model.sources.length, source.name);
      watermark[source.name] = await ingestSource(context, source, before[source.name]);
    }
    outputs.raw!.writeJson("watermark.json", watermark);
    return { verdict: "done" };
  },
};
