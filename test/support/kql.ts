import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { TABLES } from "../../constructs/monitoring/tables";

/** What is used of Microsoft's parser: C# turned into JavaScript. */
interface List<T> {
  readonly Count: number;
  getItem(i: number): T;
}
interface Globals {
  WithDatabase(database: object): Globals;
}
interface Kusto {
  readonly GlobalState: { readonly Default: Globals };
  readonly KustoCode: {
    ParseAndAnalyze(
      query: string,
      globals: Globals,
    ): {
      GetDiagnostics(): List<{ readonly Message: string; readonly Start: number; readonly Length: number }>;
      readonly ResultType: { readonly Columns?: List<{ readonly Name: string; readonly Type: { readonly Name: string } }> } | null;
    };
  };
  readonly Symbols: {
    readonly TableSymbol: { readonly $ctor7: new (name: string, schema: string, description: string) => object };
    readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly object[]) => object };
  };
}

const PARSER = "node_modules/@kusto/language-service-next";

/** Its two files leave their types to the global scope, once for all tests of a process, and so are run in it rather than required. */
function loadKusto(): Kusto {
  const isThere = runInThisContext("typeof Kusto") === "object";
  for (const file of isThere ? [] : ["bridge.min.js", "Kusto.Language.Bridge.min.js"])
    runInThisContext(readFileSync(`${PARSER}/${file}`, "utf8"), { filename: file });
  return (runInThisContext("Kusto") as { readonly Language: Kusto }).Language;
}

/**
 * Columns of Azure's own tables that queries may use.
 * @see https://learn.microsoft.com/azure/azure-monitor/reference/tables-index
 */
const AZURE_TABLES: Readonly<Record<string, string>> = {
  ADFPipelineRun:
    "TimeGenerated: datetime, PipelineName: string, RunId: string, Status: string, Start: datetime, End: datetime, Parameters: string",
  AppExceptions: "TimeGenerated: datetime, ProblemId: string, OuterMessage: string, ExceptionType: string, AppRoleName: string",
  AppRequests:
    "TimeGenerated: datetime, Name: string, OperationName: string, Url: string, ResultCode: string, Success: bool, DurationMs: real, AppRoleName: string, AppRoleInstance: string",
  AppTraces: "TimeGenerated: datetime, Message: string, SeverityLevel: int, AppRoleName: string",
  ContainerLogV2:
    "TimeGenerated: datetime, Computer: string, ContainerId: string, ContainerName: string, PodName: string, PodNamespace: string, LogMessage: dynamic, LogSource: string, LogLevel: string, KubernetesMetadata: dynamic",
  KubePodInventory:
    "TimeGenerated: datetime, Name: string, Namespace: string, PodStatus: string, PodUid: string, ContainerName: string, ContainerStatus: string, ContainerRestartCount: int, ControllerName: string",
  StorageBlobLogs: "TimeGenerated: datetime, AccountName: string, OperationName: string, StatusCode: int, StatusText: string, Uri: string",
  Perf: "TimeGenerated: datetime, Computer: string, ObjectName: string, CounterName: string, InstanceName: string, CounterValue: real",
};

/** Tables that queries may ask: Azure's and the platform's own. */
export const TABLE_NAMES: readonly string[] = [...Object.keys(AZURE_TABLES), ...Object.values(TABLES).map((t) => `${t.name}_CL`)];

const SPELT: Readonly<Record<string, string>> = { dateTime: "datetime", boolean: "bool" };
/** Every table of a workspace says of each row what it was billed for. */
const STANDARD = "_BilledSize: real, _ResourceId: string";

let loaded: { readonly kusto: Kusto; readonly globals: Globals } | undefined;
function workspace() {
  if (loaded === undefined) {
    const kusto = loadKusto();
    const own = Object.values(TABLES).map((t) => [
      `${t.name}_CL`,
      t.columns.map((c) => `${c.name}: ${SPELT[c.type] ?? c.type}`).join(", "),
    ]);
    const tables = [...own, ...Object.entries(AZURE_TABLES)].map(
      ([name = "", columns = ""]) => new kusto.Symbols.TableSymbol.$ctor7(name, `(${columns}, ${STANDARD})`, ""),
    );
    loaded = { kusto, globals: kusto.GlobalState.Default.WithDatabase(new kusto.Symbols.DatabaseSymbol.ctor("workspace", tables)) };
  }
  return loaded;
}

const listed = <T>(list: List<T>): readonly T[] => Array.from({ length: list.Count }, (_, i) => list.getItem(i));

/** What Microsoft's parser finds wrong with a query over a workspace of the platform, and the columns that the query gives. */
export function analyse(query: string): { readonly problems: readonly string[]; readonly columns: readonly string[] } {
  const { kusto, globals } = workspace();
  const code = kusto.KustoCode.ParseAndAnalyze(query, globals);
  return {
    problems: listed(code.GetDiagnostics()).map((d) => `${d.Message} At: ${query.slice(d.Start, d.Start + Math.max(d.Length, 30))}`),
    columns: code.ResultType?.Columns ? listed(code.ResultType.Columns).map((c) => `${c.Name}: ${c.Type.Name}`) : [],
  };
}
