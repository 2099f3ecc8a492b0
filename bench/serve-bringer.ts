import { readFileSync } from "node:fs";
import { connect } from "../model-code/adapters/blob-store/connect";
import { blobSink } from "../model-code/adapters/prediction-log/blob-sink";

/** Brings a blob to the store, in the way of the prediction log, whenever it is told to. */
const [location, file] = process.argv.slice(2);
const sink = blobSink(connect(location!));
const lines = readFileSync(file!);
let count = 0;
process.on("message", () => void sink.deliver({ partition: "brought/predictions/date=2021-01-01", name: String(++count), lines }));
process.send!("ready");
