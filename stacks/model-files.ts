import type { DatastoreUri } from "../constructs/machine-learning/command-job";
import { PACKAGE_DATASTORE } from "../constructs/machine-learning/package-datastore";
import { PACKAGE_STORE } from "../model-code/core/package/layout";

/** The input of a job by which it gets its model's model.yaml and SQL; the image holds no model's. */
export const MODEL_FILES = "model_files";

/** What a command line says of it. */
export const MODELS_OPTION = `--models \${{inputs.${MODEL_FILES}}}`;

/** Where `mlops publish` puts a model's files. @param hash of their content */
export const modelFilesFolder = (hash: string): DatastoreUri =>
  `azureml://datastores/${PACKAGE_DATASTORE}/paths/${PACKAGE_STORE.modelFiles}/${hash}/`;
