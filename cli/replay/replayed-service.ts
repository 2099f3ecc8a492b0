import type { BlobStore } from "../../model-code/adapters/blob-store/blob-store";
import { readService, type ServiceReport } from "../report/service/service-data";
import { STORY } from "./story";

/** What the replay left in its store, for the report; nothing where none was told yet. */
export async function replayedService(store: BlobStore): Promise<readonly ServiceReport[]> {
  const service = await readService(store, STORY.model, {
    id: "replay",
    title: `${STORY.model} in service, replayed`,
    about: `A version made of what was known on ${STORY.cut}, which is none of those above, answered real requests about the sessions that followed.`,
  });
  return service === undefined ? [] : [service];
}
