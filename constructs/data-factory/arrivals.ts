import { DataFactoryTriggerBlobEvent } from "@cdktf/provider-azurerm/lib/data-factory-trigger-blob-event";
import { Construct } from "constructs";
import { type Activity, after, branch, runPipeline, setVariable } from "./activity";
import { exists, lookup, writeBlob } from "./data-activity";
import { lakeFiles } from "./dataset";
import { call, concat, output, parameter, variable, workedOut } from "./expression";
import { type FactoryRef, LANDING_ZONE, lakeFolders } from "./factory-ref";
import { partName } from "./ingest/fetching";
import { Pipeline } from "./pipeline";

export interface ArrivalsProps {
  /** Of the pipeline. */
  readonly name: string;
  readonly model: string;
  /** Sources whose files are brought. */
  readonly sources: readonly string[];
  readonly factory: FactoryRef;
  /** Pipeline that takes what is there to features. */
  readonly prepare: string;
}

/** No source is called so. */
const STATE = "_brought.json";
const NEVER = "2000-01-01T00:00:00Z";

/**
 * Prepares data when a file is brought. A run for each file waits for the one before it; those whose file was there when that one began
 * to prepare have nothing left to do: many files at once cost one job or two, not one each.
 */
export class Arrivals extends Construct {
  constructor(scope: Construct, id: string, props: ArrivalsProps) {
    super(scope, id);
    const { model, factory, sources } = props;
    const pipeline = new Pipeline(this, "Arrived", {
      name: props.name,
      factoryId: factory.id,
      folder: model,
      description: `Prepares what ${model} learns from when a file was brought, unless that has been done since.`,
      parameters: { arrived: { type: "String" } },
      variables: { last: { type: "String" }, now: { type: "String" } },
      activities: this.activities(props),
    });
    for (const source of sources)
      new DataFactoryTriggerBlobEvent(this, source, {
        name: `${model}-brought-${source}`,
        dataFactoryId: factory.id,
        storageAccountId: factory.lake.id,
        events: ["Microsoft.Storage.BlobCreated"],
        blobPathBeginsWith: `/${LANDING_ZONE}/blobs/${lakeFolders(model).source}${source}/`,
        blobPathEndsWith: ".csv",
        ignoreEmptyBlobs: true,
        pipeline: [{ name: pipeline.name, parameters: { arrived: "@trigger().startTime" } }],
        activated: true,
      });
  }

  private activities({ model, factory, prepare }: ArrivalsProps): readonly Activity[] {
    const folder = lakeFolders(model).watermarks;
    const state = lakeFiles(this, "State", {
      name: partName(model, "brought", "state"),
      factoryId: factory.id,
      folder: model,
      linkedService: factory.linkedServices.lake,
      format: "Json",
      at: folder,
    }).about({ file: STATE });
    const known = exists("FindLast", state);
    const read = lookup("ReadLast", { dataset: state, source: { type: "JsonSource" } });
    const last = branch(
      "PreparedBefore",
      {
        holds: workedOut(output(known, "exists")),
        ifTrue: [read, setVariable("NoteLast", "last", workedOut(output(read, "firstRow.preparedFrom")), [after(read)])],
        ifFalse: [setVariable("NoteNever", "last", NEVER)],
      },
      [after(known)],
    );
    const now = setVariable("NoteNow", "now", workedOut(call("utcNow")), [after(last)]);
    const run = runPipeline("Prepare", prepare);
    const remember = writeBlob(
      "RememberPrepared",
      {
        url: workedOut(concat(`https://${factory.lake.account}.blob.core.windows.net/${LANDING_ZONE}/${folder}${STATE}`)),
        json: workedOut(concat('{"preparedFrom":"', variable("now"), '"}')),
        credential: factory.credential,
        runtime: factory.runtimes.azure,
      },
      [after(run)],
    );
    const old = call("less", call("ticks", variable("last")), call("ticks", parameter("arrived")));
    return [known, last, now, branch("NotYetPrepared", { holds: workedOut(old), ifTrue: [run, remember] }, [after(now)])];
  }
}
