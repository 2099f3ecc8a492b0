import { DuckDBInstance } from "@duckdb/node-api";
import type { Call, Factory, Place, World } from "./data-factory";
import { Impossible } from "./data-factory-expression";

type Row = Readonly<Record<string, unknown>>;

/** A file of the lake: text, or rows where it is Avro or Parquet. */
export interface LakeFile {
  readonly content: string | readonly Row[];
  readonly modified?: string;
}

const csv = (columns: readonly string[], rows: readonly Row[]): string =>
  [columns, ...rows.map((row) => columns.map((c) => row[c] ?? ""))]
    .map((line) => `${line.map((v) => `"${String(v).replaceAll('"', '""')}"`).join(",")}\n`)
    .join("");

/** What a JSON path of names in brackets or after dots leads to. */
const follow = (path: string, from: unknown): unknown =>
  [...path.matchAll(/\['([^']+)'\]|\.([\w-]+)/g)].reduce((value: unknown, [, a, b]) => (value as Row | undefined)?.[a ?? b ?? ""], from);

/**
 * The stores that pipelines copy between, as Data Factory's connectors see them: an API by its paging rules, a table by the queries
 * themselves, captured events by the time of their files, and the lake.
 */
export class Stores {
  readonly lake = new Map<string, LakeFile>();
  /** Requests of the connector for APIs. */
  readonly requests: string[] = [];
  readonly queries: string[] = [];

  constructor(
    private readonly api: (url: URL) => unknown = () => ({}),
    private readonly sql: (query: string) => Promise<readonly Row[]> = async () => [],
  ) {}

  /** The world in which these stores are, and an Azure ML whose jobs complete unless the test says otherwise. */
  world(factory: Factory, changes: Partial<World> = {}): World {
    return {
      runId: "run-7",
      rounds: 5,
      factory,
      copy: (from, to, properties) => this.copy(from, to, properties),
      lookup: async (from, source) => (await this.rows(from, source))[0] ?? {},
      exists: (place) => this.lake.has(this.path(place)),
      remove: (place) => void this.lake.delete(this.path(place)),
      answer: (call) => this.answer(call),
      ...changes,
    };
  }

  answer({ method, url, body }: Call): unknown {
    const blob = /^https:\/\/[^/]+\.blob\.core\.windows\.net\/(.+)$/.exec(url)?.[1];
    if (blob === undefined) return { properties: { status: "Completed" } };
    if (method !== "PUT") throw new Impossible(`${method} ${url}`);
    this.lake.set(blob, { content: JSON.stringify(JSON.parse(String(body))) });
    return {};
  }

  private path({ at }: Place): string {
    const { fileSystem, container, folderPath, fileName } = at.location;
    return [fileSystem ?? container, folderPath, ...(fileName === undefined ? [] : [fileName])].join("/");
  }

  private async copy(from: Place, to: Place, p: { source: Row; sink: Row; translator?: Row }): Promise<{ readonly rowsCopied: number }> {
    const rows = await this.rows(from, p.source, p.translator);
    const mappings = p.translator?.mappings as { source: { path?: string; name?: string }; sink: { name: string } }[] | undefined;
    const columns = mappings?.map((m) => m.sink.name) ?? Object.keys(rows[0] ?? {});
    const mapped = rows.map((row) =>
      mappings === undefined
        ? row
        : Object.fromEntries(
            mappings.map(({ source, sink }) => [sink.name, source.path ? follow(source.path, row) : row[source.name ?? ""]]),
          ),
    );
    this.lake.set(this.path(to), { content: p.sink.type === "DelimitedTextSink" ? csv(columns, mapped) : mapped });
    return { rowsCopied: rows.length };
  }

  private async rows(from: Place, source: Row, translator?: Row): Promise<readonly Row[]> {
    switch (source.type) {
      case "RestSource":
        return this.pages(from, source).flatMap((page) => follow(String(translator?.collectionReference ?? ""), page) as Row[]);
      case "AzureSqlSource":
      case "SqlServerSource":
        this.queries.push(String(source.sqlReaderQuery));
        return this.sql(String(source.sqlReaderQuery));
      case "JsonSource":
        return [JSON.parse(String(this.lake.get(this.path(from))?.content)) as Row];
      case "AvroSource":
        return this.captured(this.path(from), source.storeSettings as Row);
      default:
        throw new Impossible(`no store for ${String(source.type)}`);
    }
  }

  private captured(folder: string, { modifiedDatetimeStart: start, modifiedDatetimeEnd: end, wildcardFileName }: Row): readonly Row[] {
    const time = (text: unknown) => Date.parse(String(text));
    const ending = String(wildcardFileName).slice(1);
    return [...this.lake]
      .filter(
        ([path, { modified }]) =>
          path.startsWith(`${folder}/`) && path.endsWith(ending) && time(modified) >= time(start) && time(modified) < time(end),
      )
      .flatMap(([, file]) => file.content as readonly Row[]);
  }

  /**
   * The connector's requests, one after the other.
   * @see https://learn.microsoft.com/azure/data-factory/connector-rest#pagination-support
   */
  private pages({ at, service }: Place, source: Row): readonly unknown[] {
    const rules = Object.entries(source.paginationRules as Record<string, string>);
    const [range] = rules.flatMap(([key, value]) => {
      const [, name, first, step] = /^QueryParameters\.\{(\w+)\}=RANGE:(\d+)::(\d+)$/.exec(`${key}=${value}`) ?? [];
      return name === undefined ? [] : [{ name, first: Number(first), step: Number(step) }];
    });
    const ends = rules.filter(([key]) => key.startsWith("EndCondition:")).map(([key]) => key.slice("EndCondition:".length));
    const address = (n: number) => `${service.url}/${String(at.relativeUrl).replace(`{${range?.name}}`, String(n))}`;
    const pages: unknown[] = [];
    for (let url: string | undefined = address(range?.first ?? 0); url !== undefined; ) {
      if (pages.length > 100) throw new Impossible(`no end of ${url}`);
      this.requests.push(url);
      const page = this.api(new URL(url));
      pages.push(page);
      if (range !== undefined) {
        const over = ends.some((path) => (follow(path, page) as readonly unknown[]).length === 0);
        url = over ? undefined : address(range.first + pages.length * range.step);
        continue;
      }
      const before: string = url;
      url = undefined;
      for (const [key, path] of rules) {
        const next = path.startsWith("$") ? follow(path, page) : undefined;
        if (next === undefined || next === null) continue;
        const query = /^QueryParameters\.(\w+)$/.exec(key)?.[1];
        const following = new URL(key === "AbsoluteUrl" ? String(next) : before);
        if (query !== undefined) following.searchParams.set(query, String(next));
        url = following.href;
      }
    }
    return pages;
  }
}

/** A database that answers the pipelines' own queries: T-SQL as far as they use it is DuckDB's SQL, but for the name of a type. */
export async function database(setUp: string): Promise<{ readonly ask: (sql: string) => Promise<readonly Row[]>; close(): void }> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const statement of setUp.split(";").filter((s) => s.trim() !== "")) await connection.run(statement);
  return {
    ask: async (sql) => (await connection.runAndReadAll(sql.replaceAll("datetime2", "timestamp"))).getRowObjectsJson() as readonly Row[],
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
