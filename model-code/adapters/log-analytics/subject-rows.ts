import { LogsQueryClient } from "@azure/monitor-query-logs";
import { entityForm } from "../../core/data/entity";
import { isSubject, type Subject } from "../../core/privacy/erase-rows";
import { BadInput } from "../../core/problem";
import { PREDICTIONS_TABLE } from "./prediction-rows";

/** What is needed of a credential of @azure/identity. */
export interface Credential {
  getToken(scope: string): Promise<{ readonly token: string; readonly expiresOnTimestamp: number } | null>;
}

/** Rows of a subject in a Log Analytics workspace, in whatever form they name it: the same ones as in the log of blobs. */
export interface SubjectRows {
  /** All rows about the subject, each as an object by column. */
  find(model: string, subject: Subject): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /**
   * Asks for the rows to be erased. Azure does so within 30 days and takes 50 requests an hour; the rows can be queried until then.
   * @returns the URL that tells how far it is
   */
  purge(model: string, subject: Subject): Promise<string>;
}

const ARM = "https://management.azure.com";
const PURGE_VERSION = "2023-09-01";
const WORKSPACE =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/?#]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/?#]+$/i;
/** As long as Log Analytics keeps anything: 12 years. */
const EVER = { duration: "P4383D" };

/** A purge was refused. */
export class PurgeRefused extends Error {
  readonly code = "PURGE_REFUSED";
  constructor(status: number, body: string) {
    super(
      `Log Analytics refused to purge: HTTP ${status} ${body.slice(0, 300)}. It needs the role Data Purger on the workspace, and takes 50 requests an hour.`,
    );
  }
}

/** A text in a query. Of whatever it holds only letters and digits get into the query, so it can't be taken for a part of it. */
const text = (value: string): string => `base64_decode_tostring("${Buffer.from(value).toString("base64")}")`;

const SPACES = '@"[\\t\\n\\x0B\\f\\r ]+"';

/**
 * Subjects of a model's rows that may be meant: those of ASCII that are, and all others. The query language has no NFKC, and of ASCII both
 * forms are the same; so `isSubject` decides.
 */
function mayBe(model: string, { value, isEntity = false }: Subject): string {
  const form = isEntity ? `toupper(trim(${SPACES}, replace_regex(Subject, ${SPACES}, " ")))` : `trim(${SPACES}, Subject)`;
  const wanted = text(isEntity ? entityForm(value) : value.trim());
  return `${rowsOf(model)} and (${form} == ${wanted} or Subject matches regex @"[^\\x00-\\x7F]") | distinct Subject`;
}

const rowsOf = (model: string): string => `${PREDICTIONS_TABLE} | where Model == ${text(model)}`;

/**
 * @param workspace ARM id
 * @param query the client to ask with; @param request sends a request to ARM
 * @throws BadInput for what is no workspace's id
 */
export function subjectRows(
  workspace: string,
  credential: Credential,
  query: Pick<LogsQueryClient, "queryResource"> = new LogsQueryClient(credential),
  request: (url: string, init: RequestInit) => Promise<Response> = fetch,
): SubjectRows {
  if (!WORKSPACE.test(workspace))
    throw new BadInput("the Log Analytics workspace", [
      {
        where: "--logs",
        expected: "an ARM id, /subscriptions/…/providers/Microsoft.OperationalInsights/workspaces/<name>",
        got: `"${workspace}"`,
        remedy: "`az monitor log-analytics workspace show --query id` gives it.",
      },
    ]);
  async function ask(kql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const answer = await query.queryResource(workspace, kql, EVER);
    if (answer.status !== "Success") throw new Error(`Log Analytics gave a part of the rows only: ${answer.partialError.message}`);
    return answer.tables.flatMap((t) => t.rows.map((row) => Object.fromEntries(t.columnDescriptors.map((c, i) => [c.name!, row[i]]))));
  }
  /** All forms in which rows name the subject, and the one that was asked for: rows may have come since. */
  async function formsOf(model: string, subject: Subject): Promise<readonly string[]> {
    const found = (await ask(mayBe(model, subject))).map((row) => String(row.Subject)).filter((form) => isSubject(form, subject));
    return [...new Set([subject.value, ...found])];
  }
  return {
    async find(model, subject) {
      const forms = await formsOf(model, subject);
      return ask(`${rowsOf(model)} and Subject in (${forms.map(text).join(", ")})`);
    },
    async purge(model, subject) {
      const filters = [
        { column: "Model", operator: "==", value: model },
        { column: "Subject", operator: "in", value: await formsOf(model, subject) },
      ];
      const token = await credential.getToken(`${ARM}/.default`);
      const answer = await request(`${ARM}${workspace}/purge?api-version=${PURGE_VERSION}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token?.token}`, "content-type": "application/json" },
        body: JSON.stringify({ table: PREDICTIONS_TABLE, filters }),
      });
      if (answer.status !== 202) throw new PurgeRefused(answer.status, await answer.text());
      const { operationId } = (await answer.json()) as { operationId: string };
      return answer.headers.get("x-ms-status-location") ?? `${ARM}${workspace}/operations/${operationId}?api-version=${PURGE_VERSION}`;
    },
  };
}
