import type { Construct } from "constructs";
import { after, branch, setVariable } from "../activity";
import { copy, exists, lookup, writeBlob } from "../data-activity";
import { Dataset, lakeFiles } from "../dataset";
import { type Argument, call, concat, output, type Term, variable, workedOut } from "../expression";
import { LANDING_ZONE, lakeFolders } from "../factory-ref";
import { type Linked, LinkedService, vaultSecret } from "../linked-service";
import { COPY_MINUTES, type Fetch, type FetchProps, landed, landing, partName, WINDOW_END, WINDOW_START } from "./fetching";

type Sql = NonNullable<FetchProps["source"]["sql"]>;

/** What is younger is left to the next run: a transaction that began earlier may yet commit rows with an earlier time. */
const LAG_MINUTES = 5;

const name = (text: string): string => `"${text.replaceAll('"', '""')}"`;
/** A time as SQL reads it. Working it out refuses what is no time, so that no text gets into a query. */
const time = (at: Argument): Term => concat("CAST('", call("formatDateTime", at, "yyyy-MM-dd HH:mm:ss.fffffff"), "' AS datetime2)");

/** Later than the one, and not later than the other: what came in the very moment of the last watermark was read with it. */
const between = ({ watermark }: Sql, since: Term, until: Term): Term =>
  concat(`${name(watermark)} > `, time(since), ` AND ${name(watermark)} <= `, time(until));

function linked({ server, database, login }: Sql, vault: string): Linked {
  const address = { server, database, encrypt: "mandatory", trustServerCertificate: false } as const;
  if (login === undefined) return { type: "AzureSqlDatabase", authenticationType: "UserAssignedManagedIdentity", ...address };
  return { type: "SqlServer", authenticationType: "SQL", userName: login.user, password: vaultSecret(vault, login.secret), ...address };
}

/** The database, and the folder with what the last run came to. */
function datasets(scope: Construct, { model, source, factory }: FetchProps, sql: Sql) {
  const common = { factoryId: factory.id, folder: model } as const;
  const runtime = sql.runtime === "azure" ? factory.runtimes.azure : factory.runtimes.selfHosted;
  if (runtime === undefined)
    throw new Error(`${scope.node.path}: sql.runtime: expected azure, as the environment has no other, got ${sql.runtime}`);
  const service = new LinkedService(scope, "Database", {
    name: partName(model, source.name, "database"),
    factoryId: factory.id,
    description: `Where ${source.name} of ${model} come from.`,
    runtime: { name: runtime },
    to: linked(sql, factory.linkedServices.vault),
    ...(sql.login === undefined && { credential: factory.credential }),
  });
  const table = new Dataset(scope, "Table", {
    ...common,
    name: partName(model, source.name, "table"),
    linkedService: service.name,
    type: sql.login === undefined ? "AzureSqlTable" : "SqlServerTable",
    typeProperties: { schema: sql.schema, table: sql.table },
  });
  const watermarks = lakeFiles(scope, "Watermark", {
    ...common,
    name: partName(model, source.name, "watermark"),
    linkedService: factory.linkedServices.lake,
    format: "Json",
    at: lakeFolders(model).watermarks,
  });
  return { table: table.about(), watermark: watermarks.about({ file: `${source.name}.json` }) };
}

/**
 * Reads the rows that changed since the last run, or in a window if one is given. The watermark moves on only after the rows have
 * landed, and is written whole: a run that fails is made up for by the next. A window leaves it where it is.
 */
export const fetchSql: Fetch = (scope, props) => {
  const { model, source, factory } = props;
  const sql = source.sql!;
  const { table, watermark } = datasets(scope, props, sql);
  const reads = (query: Term) => ({
    type: sql.login === undefined ? "AzureSqlSource" : "SqlServerSource",
    sqlReaderQuery: workedOut(query),
    queryTimeout: "02:00:00",
  });
  const from = `FROM ${name(sql.schema)}.${name(sql.table)} WHERE `;
  const columns = Object.keys(source.contract.columns).map(name).join(", ");
  const noWindow = call("equals", WINDOW_START, "");
  const [since, until] = [variable("since"), variable("until")];

  const known = exists("FindWatermark", watermark);
  const read = lookup("ReadWatermark", { dataset: watermark, source: { type: "JsonSource" } });
  const begin = branch(
    "GoesOn",
    {
      holds: workedOut(call("and", noWindow, output(known, "exists"))),
      ifTrue: [read, setVariable("SinceWatermark", "since", workedOut(output(read, "firstRow.watermark")), [after(read)])],
      ifFalse: [setVariable("SinceBeginning", "since", workedOut(call("if", noWindow, `${sql.since}T00:00:00Z`, WINDOW_START)))],
    },
    [after(known)],
  );
  const latest = `SELECT COALESCE(CAST(MAX(CAST(${name(sql.watermark)} AS datetime2)) AS varchar(33)), '') AS ${name("until")} ${from}`;
  const end = call("if", noWindow, call("addMinutes", call("utcNow"), -LAG_MINUTES), WINDOW_END);
  const find = lookup("FindNewest", { dataset: table, source: reads(concat(latest, between(sql, since, end))) }, [after(begin)]);
  const note = setVariable("NoteNewest", "until", workedOut(output(find, "firstRow.until")), [after(find)]);
  const something = call("not", call("equals", until, ""));
  const rows = copy("Fetch", {
    from: table,
    to: landed(landing(scope, props, "DelimitedText"), source, since, until),
    source: reads(concat(`SELECT ${columns} ${from}`, between(sql, since, until))),
    sink: {
      type: "DelimitedTextSink",
      storeSettings: { type: "AzureBlobFSWriteSettings" },
      formatSettings: { type: "DelimitedTextWriteSettings", quoteAllText: true, fileExtension: ".csv" },
    },
    timeoutMinutes: COPY_MINUTES,
  });
  const fetch = branch("SomethingNew", { holds: workedOut(something), ifTrue: [rows] }, [after(note)]);
  const advance = writeBlob("WriteWatermark", {
    url: workedOut(
      concat(`https://${factory.lake.account}.blob.core.windows.net/${LANDING_ZONE}/${lakeFolders(model).watermarks}${source.name}.json`),
    ),
    json: workedOut(concat('{"watermark":"', until, '"}')),
    credential: factory.credential,
    runtime: factory.runtimes.azure,
  });
  const move = branch("MovesOn", { holds: workedOut(call("and", noWindow, something)), ifTrue: [advance] }, [after(fetch)]);
  return {
    activities: [known, begin, find, note, fetch, move],
    parameters: { windowStart: { type: "String", defaultValue: "" }, windowEnd: { type: "String", defaultValue: "" } },
    variables: { since: { type: "String" }, until: { type: "String" } },
  };
};
