import { copy, type Mapping } from "../data-activity";
import { Dataset } from "../dataset";
import { call, concat, datasetParameter, type Term, workedOut } from "../expression";
import { LinkedService, vaultSecret } from "../linked-service";
import { COPY_MINUTES, type Fetch, type FetchProps, landed, landing, partName, removeIfEmpty, WINDOW_END, WINDOW_START } from "./fetching";

type Http = NonNullable<FetchProps["source"]["http"]>;

const FORMATS = { date: "yyyy-MM-dd", timestamp: "yyyy-MM-ddTHH:mm:ssZ" } as const;

/** `ticker.symbol` as `['ticker']['symbol']`, which takes names that dots would not. */
const bracketed = (path: string): string =>
  path
    .split(".")
    .map((key) => `['${key}']`)
    .join("");
const atRoot = (path: string): string => (/^\$(\.[A-Za-z0-9_-]+)*$/.test(path) ? `$${path === "$" ? "" : bracketed(path.slice(2))}` : path);

/** Path and query, the window's ends worked out; Data Factory puts pages' numbers in the braces. */
function request({ url, query, window, paging }: Http): Term {
  const fixed = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}&`);
  const time = (at: Term) => call("uriComponent", call("formatDateTime", at, FORMATS[window.format]));
  const page = paging?.kind === "number" ? [`&${paging.parameter}={${paging.parameter}}`] : [];
  const path = new URL(url).pathname.slice(1);
  return concat(`${path}?${fixed.join("")}${window.from}=`, time(WINDOW_START), `&${window.to}=`, time(WINDOW_END), ...page);
}

/** @see https://learn.microsoft.com/azure/data-factory/connector-rest#pagination-support */
function paginationRules({ paging, rows }: Http): Readonly<Record<string, string>> {
  switch (paging?.kind) {
    case "next-link":
      return { AbsoluteUrl: atRoot(paging.at) };
    case "cursor":
      return { [`QueryParameters.${paging.parameter}`]: atRoot(paging.at) };
    case "number":
      return {
        [`QueryParameters.{${paging.parameter}}`]: `RANGE:${paging.first}::${paging.step}`,
        [`EndCondition:${atRoot(rows)}`]: "Empty",
      };
    default:
      return { supportRFC5988: "false" };
  }
}

/** Time between two requests, rounded up to a millisecond. */
function interval({ maxRequestsPerMinute }: Http): string {
  const milliseconds = Math.ceil(60_000 / maxRequestsPerMinute);
  const two = (n: number) => String(n).padStart(2, "0");
  const seconds = Math.floor(milliseconds / 1000);
  return `00.00:${two(Math.floor(seconds / 60))}:${two(seconds % 60)}.${String(milliseconds % 1000).padStart(3, "0")}`;
}

/** Asks an API for a window, answer by answer, no faster than it bears, and writes the rows as CSV with the contract's columns. */
export const fetchHttpApi: Fetch = (scope, props) => {
  const { model, source, factory } = props;
  const http = source.http!;
  const { secretHeader } = http;
  const service = new LinkedService(scope, "Api", {
    name: partName(model, source.name, "api"),
    factoryId: factory.id,
    description: `Where ${source.name} of ${model} come from.`,
    runtime: { name: factory.runtimes.azure },
    to: {
      type: "RestService",
      url: new URL(http.url).origin,
      enableServerCertificateValidation: true,
      authenticationType: "Anonymous",
      ...(secretHeader && { authHeaders: { [secretHeader.header]: vaultSecret(factory.linkedServices.vault, secretHeader.secret) } }),
    },
  });
  const answers = new Dataset(scope, "Answers", {
    name: partName(model, source.name, "answers"),
    factoryId: factory.id,
    folder: model,
    linkedService: service.name,
    type: "RestResource",
    typeProperties: { relativeUrl: workedOut(datasetParameter("request")) },
    parameters: ["request"],
  });
  const nested = http.rows !== "$";
  const mapping = Object.keys(source.contract.columns).map(
    (name): Mapping => ({
      source: { path: `${nested ? "" : "$"}${bracketed(http.fields[name] ?? name)}` },
      sink: { name, type: "String" },
    }),
  );
  const file = landed(landing(scope, props, "DelimitedText"), source, WINDOW_START, WINDOW_END);
  const copied = copy("Fetch", {
    from: answers.about({ request: workedOut(request(http)) }),
    to: file,
    source: {
      type: "RestSource",
      requestMethod: "GET",
      httpRequestTimeout: "00:01:40",
      requestInterval: interval(http),
      paginationRules: paginationRules(http),
    },
    sink: {
      type: "DelimitedTextSink",
      storeSettings: { type: "AzureBlobFSWriteSettings" },
      formatSettings: { type: "DelimitedTextWriteSettings", quoteAllText: true, fileExtension: ".csv" },
    },
    mapping,
    ...(nested && { rowsAt: atRoot(http.rows) }),
    timeoutMinutes: COPY_MINUTES,
  });
  return {
    activities: [copied, removeIfEmpty(copied, file)],
    parameters: { windowStart: { type: "String" }, windowEnd: { type: "String" } },
  };
};
