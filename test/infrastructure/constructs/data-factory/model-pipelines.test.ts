import { ModelPipelines } from "../../../../constructs/data-factory/model-pipelines";
import { parseCsv } from "../../../../model-code/core/data/parse-csv";
import { type Call, factoryOf, run, type World } from "../../../support/data-factory";
import { database, Stores } from "../../../support/data-factory-stores";
import { changed, FETCH } from "../../../support/fetched";
import { synthIn } from "../../../support/platform";

const factoryRef = {
  id: "/f",
  credential: "dataMovement",
  linkedServices: { lake: "lake", lakeBlobs: "lake_blobs", vault: "vault" },
  runtimes: { azure: "azure", selfHosted: "self-hosted" },
  lake: { id: "/lake", account: "lake" },
  events: { hub: "events", folder: "captured/events/" },
};

type Change = Parameters<typeof changed>[0];

function pipelines(change: Change) {
  const model = changed(change);
  const made = synthIn(
    (stack) =>
      void new ModelPipelines(stack, "Data", {
        model,
        factory: factoryRef,
        workspaceId: "/w",
        job: { jobType: "Command" },
        jobTimeoutMinutes: 60,
      }),
  );
  const factory = factoryOf(made);
  return {
    made,
    model,
    factory,
    run: (name: string, world: World, parameters: Record<string, string> = {}) =>
      run(factory.pipelines[`market-volatility-${name}`]!, world, parameters),
  };
}

const WINDOW = { windowStart: "2026-11-18T22:00:00Z", windowEnd: "2026-11-21T22:00:00Z" };
const LANDED = "raw/market-volatility/source/bars/bars-20261118220000-20261121220000";
const bar = (symbol: string, close: number) => ({
  ticker: { symbol },
  date: "2026-11-20",
  open: close,
  high: close + 1,
  low: close - 1,
  close,
  volume: 1000,
  adj_close: close,
});

describe("an API", () => {
  const made = pipelines((m) => FETCH["http-api"](m.sources[0]));
  const twoPages = (url: URL) =>
    url.searchParams.has("cursor") ? { data: [bar("B", 20)], next: null } : { data: [bar("A", 10)], next: `${url.href}&cursor=2` };

  test("is asked for the window, page after page, and lands as a CSV that ingest reads", async () => {
    const stores = new Stores(twoPages);
    expect(await made.run("ingest-bars", stores.world(made.factory), WINDOW)).toMatchObject({ status: "Succeeded" });
    expect(stores.requests).toEqual([
      "https://api.example.com/v1/bars?interval=1d&from=2026-11-18&to=2026-11-21",
      "https://api.example.com/v1/bars?interval=1d&from=2026-11-18&to=2026-11-21&cursor=2",
    ]);
    const [[path, file]] = [...stores.lake] as [[string, { content: string }]];
    expect(path).toBe(`${LANDED}.csv`);
    const rows = parseCsv(file.content, path, made.model.sources[0]!);
    expect(rows.map((r) => [r.values.symbol, r.values.close, r.problem])).toEqual([
      ["A", "10", undefined],
      ["B", "20", undefined],
    ]);
  });

  test("asked for the same window again, it leaves what it left", async () => {
    const stores = new Stores(twoPages);
    await made.run("ingest-bars", stores.world(made.factory), WINDOW);
    const first = [...stores.lake];
    await made.run("ingest-bars", stores.world(made.factory, { runId: "run-8" }), WINDOW);
    expect([...stores.lake]).toEqual(first);
  });

  test.each<[string, object, (url: URL) => unknown, string[]]>([
    [
      "numbers of pages, until one is empty",
      { kind: "number", parameter: "page", first: 1, step: 1 },
      (url) => ({ data: Number(url.searchParams.get("page")) < 3 ? [bar("A", 10)] : [] }),
      ["&page=1", "&page=2", "&page=3"],
    ],
    [
      "numbers of rows",
      { kind: "number", parameter: "offset", first: 0, step: 500 },
      (url) => ({ data: Number(url.searchParams.get("offset")) < 500 ? [bar("A", 10)] : [] }),
      ["&offset=0", "&offset=500"],
    ],
    [
      "marks that it gave itself",
      { kind: "cursor", parameter: "after", at: "$.meta.cursor" },
      (url) => ({ data: [bar("A", 10)], meta: url.searchParams.get("after") === "x9" ? {} : { cursor: "x9" } }),
      ["", "&after=x9"],
    ],
  ])("it may be paged by %s", async (_, paging, api, expected) => {
    const paged = pipelines((m) => {
      FETCH["http-api"](m.sources[0]);
      m.sources[0].http.paging = paging;
    });
    const stores = new Stores(api);
    expect((await paged.run("ingest-bars", stores.world(paged.factory), WINDOW)).status).toBe("Succeeded");
    expect(stores.requests.map((url) => url.split("&to=2026-11-21")[1])).toEqual(expected);
  });

  test("a window in which nothing came leaves no file", async () => {
    const stores = new Stores(() => ({ data: [], next: null }));
    expect((await made.run("ingest-bars", stores.world(made.factory), WINDOW)).status).toBe("Succeeded");
    expect([...stores.lake]).toEqual([]);
  });

  test("one that is down for two tries is made up for; one that stays down fails the run after four, and leaves no file", async () => {
    let refused = 0;
    const flaky = new Stores((url) => {
      if (refused++ < 2) throw new Error("503");
      return twoPages(url);
    });
    expect((await made.run("ingest-bars", flaky.world(made.factory), WINDOW)).status).toBe("Succeeded");
    const down = new Stores(() => {
      throw new Error("503");
    });
    expect(await made.run("ingest-bars", down.world(made.factory), WINDOW)).toMatchObject({
      status: "Failed",
      tries: Array(4).fill("Fetch"),
    });
    expect([...down.lake]).toEqual([]);
  });

  test("knows who asks by a secret that stands in the vault alone, and is asked no faster than it bears", () => {
    const service = made.factory.linkedServices.market_volatility__bars_api!;
    expect(service.typeProperties).toEqual({
      url: "https://api.example.com",
      enableServerCertificateValidation: true,
      authenticationType: "Anonymous",
      authHeaders: {
        "X-Api-Key": {
          type: "AzureKeyVaultSecret",
          store: { referenceName: "vault", type: "LinkedServiceReference" },
          secretName: "bars-api-key",
        },
      },
    });
    expect(made.factory.pipelines["market-volatility-ingest-bars"]!.activities[0]!.typeProperties.source.requestInterval).toBe(
      "00.00:00:02.000",
    );
  });
});

describe("a table", () => {
  const made = pipelines((m) => FETCH.sql(m.sources[1]));
  const WATERMARK = "raw/market-volatility/watermarks/news.json";
  const SET_UP = `
    CREATE SCHEMA dbo;
    CREATE TABLE dbo.news (symbol VARCHAR, published_at VARCHAR, headline VARCHAR, changed_at TIMESTAMP);
    INSERT INTO dbo.news VALUES ('A', '2025-12-31T10:00:00Z', 'too old', '2025-12-31 10:00:00'),
      ('A', '2026-02-01T10:00:00Z', 'first "quoted"', '2026-02-01 10:00:00.25'), ('B', '2026-02-02T10:00:00Z', 'second', '2026-02-02 10:00:00')`;
  const headlines = (stores: Stores) =>
    [...stores.lake]
      .filter(([path]) => path.startsWith("raw/market-volatility/source/news/"))
      .map(([path, { content }]) => [
        path.split("/").pop(),
        parseCsv(String(content), path, made.model.sources[1]!).map((r) => r.values.headline),
      ]);

  test("is read from its beginning once, then from its watermark on; with nothing new no file comes and the watermark stays", async () => {
    const { ask, close } = await database(SET_UP);
    const stores = new Stores(undefined, ask);
    const world = stores.world(made.factory);
    expect((await made.run("ingest-news", world)).status).toBe("Succeeded");
    expect(headlines(stores)).toEqual([["news-20260101000000-20260202100000.csv", ['first "quoted"', "second"]]]);
    expect(stores.lake.get(WATERMARK)?.content).toBe('{"watermark":"2026-02-02 10:00:00"}');

    expect((await made.run("ingest-news", world)).status).toBe("Succeeded");
    expect(headlines(stores)).toHaveLength(1);

    await ask(
      "INSERT INTO dbo.news VALUES ('A', '2026-02-03T10:00:00Z', 'third', '2026-02-03 10:00:00'), ('A', '2026-11-21T11:58:00Z', 'too young', '2026-11-21 11:58:00')",
    );
    expect((await made.run("ingest-news", world)).status).toBe("Succeeded");
    expect(headlines(stores)[1]).toEqual(["news-20260202100000-20260203100000.csv", ["third"]]);
    expect(stores.lake.get(WATERMARK)?.content).toBe('{"watermark":"2026-02-03 10:00:00"}');
    close();
  });

  test("a run that could not write its watermark is made up for: the next fetches the same rows into the same file", async () => {
    const { ask, close } = await database(SET_UP);
    const stores = new Stores(undefined, ask);
    const refuse = {
      answer: () => {
        throw new Error("503");
      },
    };
    expect(await made.run("ingest-news", stores.world(made.factory, refuse))).toMatchObject({ status: "Failed" });
    expect(stores.lake.has(WATERMARK)).toBe(false);
    const landed = headlines(stores);
    expect((await made.run("ingest-news", stores.world(made.factory))).status).toBe("Succeeded");
    expect(headlines(stores)).toEqual(landed);
    close();
  });

  test("a window is read between its bounds and leaves the watermark where it is", async () => {
    const { ask, close } = await database(SET_UP);
    const stores = new Stores(undefined, ask);
    stores.lake.set(WATERMARK, { content: '{"watermark":"2026-06-01 00:00:00"}' });
    const window = { windowStart: "2025-12-01T00:00:00Z", windowEnd: "2026-02-02T00:00:00Z" };
    expect((await made.run("ingest-news", stores.world(made.factory), window)).status).toBe("Succeeded");
    expect(headlines(stores)).toEqual([["news-20251201000000-20260201100000.csv", ["too old", 'first "quoted"']]]);
    expect(stores.lake.get(WATERMARK)?.content).toBe('{"watermark":"2026-06-01 00:00:00"}');
    close();
  });

  test("a database that is down fails the run and moves nothing", async () => {
    const stores = new Stores(undefined, async () => {
      throw new Error("timeout");
    });
    const ended = await made.run("ingest-news", stores.world(made.factory));
    expect(ended).toMatchObject({ status: "Failed", calls: [] });
    expect(ended.tries.filter((t) => t === "FindNewest")).toHaveLength(4);
    expect([...stores.lake]).toEqual([]);
  });

  test("of Azure SQL is read as the identity of data movement, of SQL Server with a password of the vault, by the runtime that it names", () => {
    expect(made.factory.linkedServices.market_volatility__news_database).toMatchObject({
      type: "AzureSqlDatabase",
      connectVia: { referenceName: "azure" },
      typeProperties: {
        authenticationType: "UserAssignedManagedIdentity",
        credential: { referenceName: "dataMovement" },
        encrypt: "mandatory",
      },
    });
    const own = pipelines((m) => {
      FETCH.sql(m.sources[1]);
      Object.assign(m.sources[1].sql, { login: { user: "reader", secret: "news-password" }, runtime: "self-hosted" });
    }).factory.linkedServices.market_volatility__news_database;
    expect(own).toMatchObject({
      type: "SqlServer",
      connectVia: { referenceName: "self-hosted" },
      typeProperties: { userName: "reader", password: { type: "AzureKeyVaultSecret", secretName: "news-password" } },
    });
    expect(JSON.stringify(own)).not.toContain("dataMovement");
  });
});

test("captured events of a window become one Parquet file, and those before and after it do not", async () => {
  const made = pipelines((m) => FETCH["event-stream"](m.sources[0]));
  const stores = new Stores();
  const event = (n: number) => ({
    SequenceNumber: n,
    Offset: String(n),
    EnqueuedTimeUtc: "2026-11-20",
    SystemProperties: {},
    Properties: {},
    Body: "{}",
  });
  const put = (name: string, modified: string, n: number) =>
    stores.lake.set(`raw/captured/events/ns/${name}`, { content: [event(n)], modified });
  put("0/a.avro", "2026-11-18T21:59:59Z", 1);
  put("0/b.avro", "2026-11-18T22:00:00Z", 2);
  put("1/c.avro", "2026-11-20T00:00:00Z", 3);
  put("1/d.avro", "2026-11-21T22:00:00Z", 4);
  expect((await made.run("ingest-bars", stores.world(made.factory), WINDOW)).status).toBe("Succeeded");
  const { content } = stores.lake.get(`${LANDED}.parquet`)!;
  expect(content).toEqual([2, 3].map((n) => ({ SequenceNumber: n, Offset: String(n), EnqueuedTimeUtc: "2026-11-20", Body: "{}" })));
});

describe("refresh", () => {
  const made = pipelines((m) => {
    FETCH["http-api"](m.sources[0]);
    FETCH.sql(m.sources[1]);
  });
  const AT = { at: "2026-11-21T22:00:00Z" };
  const api = () => ({ data: [bar("A", 10)], next: null });
  const submitted = (calls: readonly Call[]) => calls.filter((c) => c.method === "PUT" && c.url.includes("/jobs/")).length;

  test("fetches every source, an API for the days before, then prepares, then tells control in a blob of its own", async () => {
    const stores = new Stores(api, async () => [{ until: "" }]);
    const ended = await made.run("refresh", stores.world(made.factory), AT);
    expect(ended.status).toBe("Succeeded");
    expect(stores.requests[0]).toContain("from=2026-11-18&to=2026-11-21");
    expect(ended.tries.indexOf("SubmitJob")).toBeGreaterThan(ended.tries.indexOf("Fetch"));
    expect(ended.tries.at(-1)).toBe("SayPrepared");
    expect(JSON.parse(String(stores.lake.get("raw/market-volatility/prepared/run-7.json")?.content))).toEqual({
      model: "market-volatility",
      job: "market-volatility-prepare-run-7",
      at: "2026-11-21T12:00:00Z",
    });
  });

  test("a required source that is down: no job is submitted, control hears nothing, the run fails", async () => {
    const stores = new Stores(
      () => {
        throw new Error("503");
      },
      async () => [{ until: "" }],
    );
    const ended = await made.run("refresh", stores.world(made.factory), AT);
    expect(ended.status).toBe("Failed");
    expect(submitted(ended.calls)).toBe(0);
    expect([...stores.lake]).toEqual([]);
  });

  test("an optional source that is down: data is prepared without it", async () => {
    const stores = new Stores(api, async () => {
      throw new Error("timeout");
    });
    const ended = await made.run("refresh", stores.world(made.factory), AT);
    expect(ended.status).toBe("Succeeded");
    expect(submitted(ended.calls)).toBe(1);
  });

  test.each([
    ["fails", "Failed", "AZURE_ML_JOB_NOT_COMPLETED"],
    ["does not end in time", "Running", "AZURE_ML_JOB_NOT_ENDED"],
  ])("a job that %s: control hears nothing, and the run fails", async (_, status, code) => {
    const stores = new Stores(api, async () => [{ until: "" }]);
    const answer = (call: Call) => (call.url.includes("/jobs/") ? { properties: { status } } : stores.answer(call));
    const ended = await made.run("refresh", stores.world(made.factory, { answer }), AT);
    expect(ended).toMatchObject({ status: "Failed", errors: [{ code }] });
    expect([...stores.lake.keys()].filter((path) => path.includes("/prepared/"))).toEqual([]);
  });
});

describe("files that are brought", () => {
  const made = pipelines(() => undefined);
  const arrived = (stores: Stores, at: string, now: string, changes: Partial<World> = {}) =>
    made.run("arrived", stores.world(made.factory, { now, ...changes }), { arrived: at });
  const jobs = ({ calls }: { readonly calls: readonly Call[] }) =>
    calls.filter((c) => c.method === "PUT" && c.url.includes("/jobs/")).length;

  test("many at once are prepared by the first run; the runs that waited have nothing left to do, and one that came later has", async () => {
    const stores = new Stores();
    expect(jobs(await arrived(stores, "2026-11-21T10:00:00Z", "2026-11-21T10:00:05Z"))).toBe(1);
    const waited = await arrived(stores, "2026-11-21T10:00:03Z", "2026-11-21T10:20:00Z");
    expect([waited.status, jobs(waited)]).toEqual(["Succeeded", 0]);
    expect(jobs(await arrived(stores, "2026-11-21T10:00:06Z", "2026-11-21T10:20:10Z"))).toBe(1);
  });

  test("a preparation that failed is not remembered: the next run prepares", async () => {
    const stores = new Stores();
    const answer = (call: Call) => (call.url.includes("/jobs/") ? { properties: { status: "Failed" } } : stores.answer(call));
    expect((await arrived(stores, "2026-11-21T10:00:00Z", "2026-11-21T10:00:05Z", { answer })).status).toBe("Failed");
    expect(jobs(await arrived(stores, "2026-11-21T10:00:03Z", "2026-11-21T10:20:00Z"))).toBe(1);
  });
});

describe("what starts it", () => {
  const brought = pipelines(() => undefined).made;
  const schedule = (made: typeof brought) =>
    made.all("Microsoft.DataFactory/factories/triggers").find((r) => r.type === "azapi_resource")?.attributes.body;

  test("a model whose files are brought is prepared after each session, and when a file is there", () => {
    expect(schedule(brought)).toMatchObject({
      properties: {
        typeProperties: { recurrence: { timeZone: "Eastern Standard Time", schedule: { hours: [18] } } },
        pipelines: [{ pipelineReference: { referenceName: expect.stringContaining("Data_Prepare") } }],
      },
    });
    expect(
      brought
        .all("azurerm_data_factory_trigger_blob_event")
        .map((t) => [t.attributes.blob_path_begins_with, t.attributes.ignore_empty_blobs]),
    ).toEqual([
      ["/raw/blobs/market-volatility/source/bars/", true],
      ["/raw/blobs/market-volatility/source/news/", true],
    ]);
  });

  test("one with sources that are fetched is refreshed at its own hours; what is fetched and what is said starts nothing again", () => {
    const { made } = pipelines((m) => {
      FETCH["http-api"](m.sources[0]);
      m.schedule = { cron: "15 7 * * *", timeZone: "Asia/Tokyo", backfill: { from: "2020-01-01", until: "2020-12-26" } };
    });
    expect(schedule(made)).toMatchObject({
      properties: {
        typeProperties: { recurrence: { timeZone: "Tokyo Standard Time", schedule: { hours: [7], minutes: [15] } } },
        pipelines: [
          { pipelineReference: { referenceName: expect.stringContaining("Data_Refresh") }, parameters: { at: "@trigger().scheduledTime" } },
        ],
      },
    });
    expect(made.only("azurerm_data_factory_trigger_blob_event").blob_path_begins_with).toBe("/raw/blobs/market-volatility/source/news/");
    expect(
      made
        .all("azurerm_data_factory_trigger_tumbling_window")
        .map((t) => t.attributes.name)
        .sort(),
    ).toEqual(["market-volatility-backfill-bars", "market-volatility-backfill-done"]);
  });
});
