import type { EventGridEvent, HttpRequest, HttpResponseInit } from "@azure/functions";
import type { AuditTable } from "../../adapters/log-analytics/audit-table";
import { BadInput } from "../../core/problem";
import { problemDetails, Refused } from "../../core/serving/problem-details";
import type { ModelSpec } from "../../core/spec/model-schema";
import type { Caller } from "../server/auth";
import { parseAlert } from "./alert";
import type { ControlPlaces } from "./places";
import type { Telemetry } from "./telemetry";
import { type TickAll, type TickLine, tickAll, tickOnAlert, tickOnData } from "./tick-all";
import type { Training } from "./training";

/** App role that Azure Monitor's own application is given, so that its action groups may call. */
export const ALERT_ROLE = "ActionGroupsSecureWebhook";

export interface ControlParts {
  readonly models: readonly ModelSpec[];
  readonly places: ControlPlaces;
  readonly training: Training;
  readonly telemetry: Telemetry;
  readonly auditTable: AuditTable;
  readonly clock: () => Date;
  /** The caller that an Authorization header is of. @throws Refused */
  readonly check: (authorization: string | undefined) => Caller | Promise<Caller>;
  /** A line of structured log. */
  readonly tell: (line: TickLine & { readonly model: string }) => void;
}

/** Something of a tick could not be done; each part has told why. */
export class TickFailed extends Error {
  readonly code = "TICK_FAILED";
  constructor(failed: readonly (TickLine & { readonly model: string })[]) {
    super(failed.map((f) => `${f.model}, ${f.part}: ${f.did}`).join("\n"));
  }
}

/** A message of the queue of alerts. */
export interface AlertedModel {
  readonly model: string;
}

export interface AlertAnswer {
  readonly response: HttpResponseInit;
  /** The models to look at, for the queue of alerts. */
  readonly looks: readonly AlertedModel[];
}

/** What runs monitors, guard and release ticks, and nothing else does. */
export interface ControlHost {
  /** All that is to be done from time to time. @throws TickFailed once everything was tried */
  timer(): Promise<void>;
  /** An alert of Azure Monitor, which waits for some seconds only: it is taken, and looked at afterwards. */
  alert(request: HttpRequest): Promise<AlertAnswer>;
  /** A look at a model of which an alert told. @throws TickFailed */
  look(about: AlertedModel): Promise<void>;
  /** A blob was written; data that was prepared is heard of by one. @throws TickFailed */
  data(event: EventGridEvent): Promise<void>;
}

/** What is written once data was prepared well, all files of an upload together: no file of it asks for anything by itself. */
const PREPARED = /^\/blobServices\/default\/containers\/raw\/blobs\/([^/]+)\/prepared\/[^/]+\.json$/;

export function controlHost(parts: ControlParts): ControlHost {
  const { models, check, tell, ...rest } = parts;

  async function each(those: readonly ModelSpec[], work: (tick: TickAll) => Promise<readonly TickLine[]>) {
    const failed: (TickLine & { readonly model: string })[] = [];
    for (const model of those)
      for (const line of await work({ model, ...rest })) {
        tell({ model: model.name, ...line });
        if (line.failed) failed.push({ model: model.name, ...line });
      }
    if (failed.length > 0) throw new TickFailed(failed);
  }

  /** @returns the models that an alert is about, and that are here */
  async function take(request: HttpRequest): Promise<readonly AlertedModel[]> {
    const { roles } = await check(request.headers.get("authorization") ?? undefined);
    if (!roles.includes(ALERT_ROLE)) throw new Refused("role", `The token lacks the role ${ALERT_ROLE}.`);
    let body: unknown;
    try {
      body = await request.json();
    } catch {
      throw new Refused("syntax", "The body is no valid JSON.");
    }
    let alert: ReturnType<typeof parseAlert>;
    try {
      alert = parseAlert(body);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      throw new Refused("contract", "The body is no alert in the common alert schema.", error.problems);
    }
    if (!alert.isFired) return [];
    return models.filter((m) => alert.models.includes(m.name)).map(({ name }) => ({ model: name }));
  }

  return {
    timer: () => each(models, tickAll),
    async alert(request) {
      try {
        const looks = await take(request);
        return { response: { status: looks.length > 0 ? 202 : 204 }, looks };
      } catch (error) {
        const refused = error instanceof Refused ? error : new Refused("failed", "Not all could be done; the log says what.");
        const headers = {
          "content-type": "application/problem+json",
          ...(refused.refusal === "token" && { "www-authenticate": "Bearer" }),
        };
        return { response: { status: refused.status, headers, body: JSON.stringify(problemDetails(refused, "")) }, looks: [] };
      }
    },
    look: ({ model }) =>
      each(
        models.filter((m) => m.name === model),
        tickOnAlert,
      ),
    async data({ eventType, subject, eventTime }) {
      const model = eventType === "Microsoft.Storage.BlobCreated" ? PREPARED.exec(subject)?.[1] : undefined;
      const day = new Date(eventTime).toISOString().slice(0, 10);
      await each(
        models.filter((m) => m.name === model && m.retraining.triggers.includes("new-data")),
        (tick) => tickOnData(tick, day),
      );
    },
  };
}
