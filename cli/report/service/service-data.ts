import { AuditLog } from "../../../model-code/adapters/audit/audit-log";
import type { BlobStore } from "../../../model-code/adapters/blob-store/blob-store";
import { concurrently } from "../../../model-code/adapters/blob-store/concurrently";
import { ReleaseStore } from "../../../model-code/adapters/release/release-store";
import type { SealedEntry } from "../../../model-code/core/audit/chain";
import type { AuditVerdict } from "../../../model-code/core/audit/verify";
import type { MonitorReport } from "../../../model-code/core/monitor/monitor";
import type { ReleaseManifest } from "../../../model-code/core/release/manifest";

/** What is known of a model in service in one environment. */
export interface ServiceReport {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** Where these figures come from, in a sentence. */
  readonly about: string;
  readonly manifest: ReleaseManifest;
  /** By day, ascending. */
  readonly reports: readonly MonitorReport[];
  /** Oldest first. */
  readonly entries: readonly SealedEntry[];
  readonly audit: AuditVerdict;
}

const AT_ONCE = 16;

/** @returns undefined for a model that was never released there */
export async function readService(
  environment: BlobStore,
  model: string,
  as: Pick<ServiceReport, "id" | "title" | "about">,
): Promise<ServiceReport | undefined> {
  const stored = await new ReleaseStore(environment).read(model);
  if (stored === undefined) return undefined;
  const log = new AuditLog(environment, () => new Date());
  const names = (await environment.list("releases", `${model}/monitors/`)).map((b) => b.name);
  const reports = await concurrently(
    AT_ONCE,
    names,
    async (name) => JSON.parse(new TextDecoder().decode((await environment.get("releases", name)).content)) as MonitorReport,
  );
  const audit = await log.verify(model, stored.manifest);
  return { ...as, manifest: stored.manifest, reports, entries: audit.intact ? await log.entries(model) : [], audit };
}
