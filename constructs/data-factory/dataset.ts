import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource";
import { type Rule, validateProps } from "../validate";
import type { DatasetReference } from "./activity";
import { datasetParameter, type Expression, workedOut } from "./expression";
import { LANDING_ZONE } from "./factory-ref";

export interface DatasetProps {
  /** Letters, digits and underscores. */
  readonly name: string;
  readonly factoryId: string;
  /** Where the studio shows it. */
  readonly folder: string;
  /** Data Factory's name of what it lies in. */
  readonly linkedService: string;
  readonly type: "DelimitedText" | "Parquet" | "Json" | "Avro" | "RestResource" | "AzureSqlTable" | "SqlServerTable";
  readonly typeProperties: Readonly<Record<string, unknown>>;
  /**
   * Names of what each use has to say.
   * @default - nothing
   */
  readonly parameters?: readonly string[];
}

/** Parameters that the definition reads and does not have, or has and does not read. */
function astray({ parameters = [], typeProperties }: DatasetProps): readonly string[] {
  const read = [...JSON.stringify(typeProperties).matchAll(/dataset\(\)\.(\w+)/g)].map((m) => m[1] ?? "");
  return [...read.filter((n) => !parameters.includes(n)), ...parameters.filter((n) => !read.includes(n))];
}

const rules: readonly Rule<DatasetProps>[] = [
  [(p) => /^[A-Za-z_][A-Za-z0-9_]{0,259}$/.test(p.name), (p) => `name: expected 1 to 260 letters, digits and underscores, got "${p.name}"`],
  [(p) => astray(p).length === 0, (p) => `parameters: expected those that the definition reads and no other, got ${astray(p).join(", ")}`],
];

/** What a copy reads or writes: a file, a table or an API's answer. */
export class Dataset extends Construct {
  private readonly name: string;
  private readonly parameters: readonly string[];

  constructor(scope: Construct, id: string, props: DatasetProps) {
    super(scope, id);
    validateProps(this, rules, props);
    this.parameters = props.parameters ?? [];
    const dataset = new AzapiResource(this, "Resource", {
      type: "Microsoft.DataFactory/factories/datasets@2018-06-01",
      name: props.name,
      parentId: props.factoryId,
      body: {
        properties: {
          type: props.type,
          folder: { name: props.folder },
          linkedServiceName: { referenceName: props.linkedService, type: "LinkedServiceReference" },
          ...(this.parameters.length > 0 && { parameters: Object.fromEntries(this.parameters.map((name) => [name, { type: "String" }])) }),
          typeProperties: props.typeProperties,
        },
      },
    });
    this.name = dataset.name;
  }

  /**
   * Refers to it with what it is about this time.
   * @throws Error if a parameter is missing or unknown
   */
  about(parameters: Readonly<Record<string, Expression | string>> = {}): DatasetReference {
    const given = Object.keys(parameters);
    if (given.length !== this.parameters.length || given.some((name) => !this.parameters.includes(name)))
      throw new Error(
        `${this.node.path}: expected the parameters ${this.parameters.join(", ") || "none"}, got ${given.join(", ") || "none"}`,
      );
    return { referenceName: this.name, type: "DatasetReference", parameters };
  }
}

const FORMATS = {
  DelimitedText: { columnDelimiter: ",", quoteChar: '"', escapeChar: '"', firstRowAsHeader: true, encodingName: "UTF-8" },
  Parquet: { compressionCodec: "snappy" },
  Json: { encodingName: "UTF-8" },
} as const;

export interface LakeFilesProps extends Pick<DatasetProps, "name" | "factoryId" | "folder" | "linkedService"> {
  readonly format: keyof typeof FORMATS;
  /** Folder of the landing zone, with a slash at its end. Its files are told by the parameter `file`. */
  readonly at: string;
}

/** Files of one folder of the landing zone. */
export const lakeFiles = (scope: Construct, id: string, { format, at, ...props }: LakeFilesProps): Dataset =>
  new Dataset(scope, id, {
    ...props,
    type: format,
    typeProperties: {
      location: {
        type: "AzureBlobFSLocation",
        fileSystem: LANDING_ZONE,
        folderPath: at.replace(/\/$/, ""),
        fileName: workedOut(datasetParameter("file")),
      },
      ...FORMATS[format],
    },
    parameters: ["file"],
  });
