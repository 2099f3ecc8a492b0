import { FETCHED_BY, type FetchedKind, isFetched, landedName } from "../data/landing";
import { matchFiles } from "../data/match-files";

import { fires, parseCron } from "./cron";
import type { ModelSpec, SourceSpec } from "./model-schema";
import type { Say } from "./say";

const KINDS = Object.keys(FETCHED_BY) as FetchedKind[];

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A kind and the part that says how it is fetched belong together. */
function checkParts(source: SourceSpec, at: string, say: Say): void {
  for (const kind of KINDS) {
    const part = FETCHED_BY[kind];
    if (source.kind === kind && source[part] === undefined)
      say(`${at}/${part}`, `${part} beside kind ${kind}`, "none", "Say where its rows are fetched.");
    if (source.kind !== kind && source[part] !== undefined)
      say(`${at}/${part}`, `kind ${kind} beside it`, `kind ${source.kind}`, "Remove it or correct the kind.");
  }
}

function checkHttp({ http, contract }: SourceSpec, at: string, say: Say): void {
  if (http === undefined) return;
  const columns = Object.keys(contract.columns);
  for (const name of Object.keys(http.fields).filter((n) => !columns.includes(n)))
    say(`${at}/http/fields/${name}`, `one of ${columns.join(", ")}`, `"${name}"`, "Name a column of this source's contract.");
  const counted = http.paging !== undefined && http.paging.kind !== "next-link" ? [http.paging.parameter] : [];
  const asked = [...Object.keys(http.query), http.window.from, http.window.to, ...counted];
  const twice = [...new Set(asked.filter((name, i) => asked.indexOf(name) !== i))];
  if (http.rows === "$" && http.paging !== undefined)
    say(`${at}/http/paging`, "rows below a key of the answer, for its end to be seen", "rows at `$`", "Name their path, or remove paging.");
  if (twice.length > 0) say(`${at}/http`, "each query parameter once", `${twice.join(", ")} twice`, "Remove one of them.");
}

/** What is fetched lands in the folder that `ingest` reads: the file must be its source's, and no other's. */
function checkFiles(sources: readonly SourceSpec[], say: Say): void {
  sources.forEach((source, i) => {
    if (!isFetched(source)) return;
    const name = landedName(source, "20260101000000", "20260102000000");
    const owners = sources.filter((s) => matchFiles([name], s.files).length > 0).map((s) => s.name);
    if (owners.length !== 1 || owners[0] !== source.name)
      say(
        `sources/${i}/files`,
        `patterns by which a fetched file such as ${name} belongs to ${source.name} alone`,
        owners.length === 0 ? "patterns that it fits none of" : `patterns by which it belongs to ${owners.join(", ")}`,
        `Take ["${source.name}-*.${name.split(".").pop()}"] here, and exclude it with ! elsewhere.`,
      );
  });
}

function checkSchedule({ schedule, sources }: ModelSpec, say: Say): void {
  if (schedule === undefined) return;
  const cron = parseCron(schedule.cron);
  if (cron === undefined)
    say(
      "schedule/cron",
      "minute (0-59), hour (0-23), day of the month (1-31), month (1-12), day of the week (0-7)",
      `"${schedule.cron}"`,
      "Write five fields, such as `30 18 * * 1-5`.",
    );
  else if (!fires(cron))
    say("schedule/cron", "a time that comes", `"${schedule.cron}", which never does`, "Name a day that its months have.");
  if (!isTimeZone(schedule.timeZone))
    say("schedule/timeZone", "a zone of the IANA database", `"${schedule.timeZone}"`, "Take one such as Europe/Amsterdam, or UTC.");
  const { backfill } = schedule;
  if (backfill === undefined) return;
  if (backfill.from >= backfill.until)
    say("schedule/backfill", "from before until", `${backfill.from} to ${backfill.until}`, "Swap them or correct one.");
  if (!sources.some(isFetched))
    say("schedule/backfill", "a source that is fetched", "sources whose files are brought", "Remove it: bring the files of the past.");
}

/** What a schema cannot say of how data arrives: that kinds and parts, files and sources agree, and that the schedule comes to pass. */
export function checkIngestion(model: ModelSpec, say: Say): void {
  model.sources.forEach((source, i) => {
    checkParts(source, `sources/${i}`, say);
    checkHttp(source, `sources/${i}`, say);
  });
  checkFiles(model.sources, say);
  checkSchedule(model, say);
}
