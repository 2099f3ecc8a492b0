import type { FactoryRef } from "../constructs/data-factory/factory-ref";
import type { DataContract } from "./contracts";

/** The environment's factory, as the pipelines of a model see it. */
export const factoryOf = (data: DataContract): FactoryRef => ({
  id: data.factoryId,
  credential: data.credential,
  linkedServices: data.linkedServices,
  runtimes: data.runtimes,
  lake: { id: data.lakeId, account: data.lakeAccount },
  events: { hub: data.events.hub, folder: data.events.captured.folder },
});
