import { NotFound } from "../../adapters/blob-store/errors";
import { CALENDARS } from "../../core/data/calendar";
import { parseDay } from "../../core/data/day";
import type { Quality } from "../../core/lifecycle/steps/validate";
import { FIGURE } from "../../core/monitor/figure-names";
import { EVERY_DAY } from "../../core/monitor/session-window";
import type { ModelSpec } from "../../core/spec/model-schema";
import { metricRow } from "./metric-row";
import type { Tick } from "./places";
import type { ModelMetricRow, Telemetry } from "./telemetry";

/** What the step `validate` found last, where the job that prepares data leaves it. */
export const qualityName = (model: string): string => `${model}/quarantine/quality.json`;

/** How the contract's findings are told in the table of model metrics, a source a slice. @param at by whose day it is judged how late data is */
export function dataFigures({ name, sources }: Pick<ModelSpec, "name" | "sources">, quality: Quality, at: Date): readonly ModelMetricRow[] {
  const today = parseDay(at.toISOString().slice(0, 10));
  return sources.flatMap(({ name: Slice, contract }) => {
    const found = quality[Slice];
    if (found === undefined) return [];
    const more = { Slice, Samples: found.rows };
    const rejected = metricRow(name, at, FIGURE.rejectedShare, found.rejectedShare, more);
    if (found.to === null) return [rejected];
    const calendar = contract.calendar === undefined ? EVERY_DAY : CALENDARS[contract.calendar]();
    return [rejected, metricRow(name, at, FIGURE.dataLate, calendar.sessionsBetween(parseDay(found.to), today), more)];
  });
}

/**
 * Tells how good and how new the data is that was prepared last. A source that stopped has no run that could say so: it is told here.
 * @returns undefined where none was prepared
 */
export async function dataTick({
  model,
  places,
  clock,
  telemetry,
}: Tick & { readonly telemetry: Telemetry }): Promise<readonly ModelMetricRow[] | undefined> {
  let text: string;
  try {
    text = new TextDecoder().decode((await places.environment.get("quarantine", qualityName(model.name))).content);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
  const metrics = dataFigures(model, JSON.parse(text) as Quality, clock());
  await telemetry.send({ metrics, drift: [] });
  return metrics;
}
