import { checkModels } from "../../../environments/check-models";
import { changed, FETCH } from "../../support/fetched";
import { environment, places } from "../../support/platform";

const problemsOf = (change: Parameters<typeof changed>[0], selfHostedRuntime = false) =>
  checkModels([changed(change)], { ...places(), environments: [environment({ selfHostedRuntime })] }).map(
    (p) => `${p.where}: expected ${p.expected.split(",")[0]}, got ${p.got}`,
  );

test("what the environment does not have is said at once: a runtime, a hub, a schedule and a zone", () => {
  const problems = problemsOf((m) => {
    FETCH.sql(m.sources[0]);
    m.sources[0].sql.runtime = "self-hosted";
    FETCH["event-stream"](m.sources[1]);
    m.sources[1].events.hub = "trades";
    m.schedule = { cron: "0 3 * 1 *", timeZone: "Antarctica/Troll" };
  });
  expect(problems).toEqual([
    "market-volatility/model.yaml sources/0/sql/runtime: expected azure, got self-hosted",
    'market-volatility/model.yaml sources/1/events/hub: expected "events", got "trades"',
    'market-volatility/model.yaml schedule/cron: expected what Data Factory can say: every month, got "0 3 * 1 *"',
    'market-volatility/model.yaml schedule/timeZone: expected one of UTC, got "Antarctica/Troll"',
  ]);
});

test("where it has them, nothing is said", () => {
  const change: Parameters<typeof changed>[0] = (m) => {
    FETCH.sql(m.sources[0]);
    m.sources[0].sql.runtime = "self-hosted";
    FETCH["event-stream"](m.sources[1]);
    m.schedule = { cron: "0 3 * * 1-5", timeZone: "Europe/Amsterdam" };
  };
  expect(problemsOf(change, true)).toEqual([]);
});

test("a model that trains elsewhere is held to that environment alone", () => {
  expect(
    problemsOf((m) => {
      m.trainsIn = "lab";
      m.schedule = { cron: "0 3 * 1 *", timeZone: "UTC" };
    }),
  ).toEqual(['market-volatility/model.yaml trainsIn: expected one of dev, got "lab"']);
});
