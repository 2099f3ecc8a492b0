import { changed, FETCH } from "../../support/fetched";
import { environment, synthPlatform } from "../../support/platform";

const model = changed((m) => {
  const [bars, news] = m.sources;
  const like = (name: string, kind: keyof typeof FETCH) => {
    const source = { ...structuredClone(news), name };
    FETCH[kind](source);
    return source;
  };
  FETCH["http-api"](bars);
  news.files = ["brought-*.csv"];
  m.sources.push(like("trades", "sql"), like("ticks", "event-stream"), like("rates", "sql"));
  Object.assign(m.sources[4].sql, { login: { user: "reader", secret: "rates-password" }, runtime: "self-hosted" });
  m.schedule = { cron: "30 18 * * 1-5", timeZone: "America/New_York", backfill: { from: "2020-01-01", until: "2021-01-01" } };
});
/** Held to the policies by `synthPlatform`. */
const made = synthPlatform({ environments: [environment({ selfHostedRuntime: true })], models: [model] });
const ofModel = (type: string) => made.all(type).filter((r) => r.stack === "dev-model-market-volatility");
const names = (type: string) =>
  ofModel(type)
    .map((r) => String(r.attributes.name))
    .sort();

test("a model gets what its sources need, and nothing for what is brought but the ear for it", () => {
  expect(names("Microsoft.DataFactory/factories/pipelines")).toEqual(
    ["arrived", "ingest-bars", "ingest-rates", "ingest-ticks", "ingest-trades", "prepare", "refresh"].map((n) => `market-volatility-${n}`),
  );
  expect(names("Microsoft.DataFactory/factories/linkedservices")).toEqual(
    ["bars_api", "rates_database", "trades_database"].map((n) => `market_volatility__${n}`),
  );
  expect(names("azurerm_data_factory_trigger_blob_event")).toEqual(["market-volatility-brought-news"]);
  expect(names("azurerm_data_factory_trigger_tumbling_window")).toEqual(
    ["bars", "done", "rates", "ticks", "trades"].map((n) => `market-volatility-backfill-${n}`),
  );
});

test("no source's secret stands anywhere: a reference to the vault, or an identity", () => {
  const text = JSON.stringify(ofModel("Microsoft.DataFactory/factories/linkedservices").map((r) => r.attributes.body));
  expect(text).not.toMatch(/SecureString|connectionString|accountKey|servicePrincipalKey/i);
  expect([...text.matchAll(/"secretName":"([^"]+)"/g)].map((m) => m[1])).toEqual(
    expect.arrayContaining(["bars-api-key", "rates-password"]),
  );
});

test("every reference within the factory is to a resource, so that Terraform makes them in their order", () => {
  for (const { attributes } of [
    ...ofModel("Microsoft.DataFactory/factories/pipelines"),
    ...ofModel("Microsoft.DataFactory/factories/datasets"),
  ])
    for (const [, name] of JSON.stringify(attributes.body).matchAll(/"referenceName":"([^"]+)"/g)) expect(name).toMatch(/^\$\{.+\}$/);
});
