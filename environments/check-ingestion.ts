import { recurrence } from "../constructs/data-factory/recurrence";
import { TIME_ZONES } from "../constructs/data-factory/time-zones";
import { HUB } from "../constructs/events/hub";
import type { Problem } from "../model-code/core/problem";
import { parseCron } from "../model-code/core/spec/cron";
import type { ModelSpec } from "../model-code/core/spec/model-schema";
import type { Environment } from "./schema";

/** What a model's sources and schedule ask of the environment that it trains in, and it does not have. */
export function ingestionProblems(model: ModelSpec, env: Environment): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (path: string, expected: string, got: string, remedy: string) =>
    problems.push({ where: `${model.name}/model.yaml ${path}`, expected, got, remedy });
  model.sources.forEach(({ sql, events }, i) => {
    if (sql?.runtime === "self-hosted" && !env.selfHostedRuntime)
      say(
        `sources/${i}/sql/runtime`,
        "azure",
        "self-hosted",
        `Set selfHostedRuntime in environments/${env.name}.yaml and install a node, or let Azure reach the server.`,
      );
    if (events !== undefined && events.hub !== HUB)
      say(
        `sources/${i}/events/hub`,
        `"${HUB}", the hub of ${env.name}`,
        `"${events.hub}"`,
        "Send there, and tell the events apart by where.",
      );
  });
  const { schedule } = model;
  if (schedule === undefined) return problems;
  const cron = parseCron(schedule.cron);
  if (cron !== undefined && recurrence(cron) === undefined)
    say(
      "schedule/cron",
      "what Data Factory can say: every month, and days of the month or of the week, not both",
      `"${schedule.cron}"`,
      "Let it run more often: with nothing new, a run costs little.",
    );
  if (TIME_ZONES[schedule.timeZone] === undefined)
    say(
      "schedule/timeZone",
      `one of ${Object.keys(TIME_ZONES).join(", ")}`,
      `"${schedule.timeZone}"`,
      "Take a zone with the same hours, or add it to constructs/data-factory/time-zones.ts.",
    );
  return problems;
}
