/**
 * Parts of an Azure workbook, as its JSON has them.
 * @see https://github.com/microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json
 */

export type Visualization = "timechart" | "barchart" | "areachart" | "table" | "tiles";

/** One tile: a question to the logs, and how its answer is shown. */
export interface Tile {
  readonly title: string;
  /** KQL; the time that it covers is the workbook's. */
  readonly query: string;
  readonly as: Visualization;
  /**
   * Share of the page's width in percent.
   * @default 50
   */
  readonly width?: 33 | 50 | 100;
  /** What is shown where the answer has no row. */
  readonly empty: string;
}

const SPAN = "Span";
const HOURS = [1, 6, 24, 72, 168, 720, 2160] as const;
const milliseconds = (hours: number): number => hours * 3_600_000;

/** Text in Markdown. */
export const textItem = (name: string, markdown: string) => ({ type: 1, name, content: { json: markdown } });

/** What the time of all tiles is chosen by. */
export const spanItem = () => ({
  type: 9,
  name: "span",
  content: {
    version: "KqlParameterItem/1.0",
    style: "pills",
    queryType: 0,
    parameters: [
      {
        id: "4f1c3ab0-53c4-4f37-8f1e-2b1c8a3d9a01",
        version: "KqlParameterItem/1.0",
        name: SPAN,
        label: "Time",
        type: 4,
        isRequired: true,
        typeSettings: { selectableValues: HOURS.map((h) => ({ durationMs: milliseconds(h) })), allowCustom: true },
        value: { durationMs: milliseconds(168) },
      },
    ],
  },
});

/** @param logs ARM id of the Log Analytics workspace that is asked */
export const tileItem = ({ title, query, as, width = 50, empty }: Tile, logs: string) => ({
  type: 3,
  name: title,
  customWidth: String(width),
  styleSettings: { showBorder: true },
  content: {
    version: "KqlItem/1.0",
    title,
    query,
    size: 0,
    noDataMessage: empty,
    timeContextFromParameter: SPAN,
    queryType: 0,
    resourceType: "microsoft.operationalinsights/workspaces",
    crossComponentResources: [logs],
    visualization: as,
  },
});

/** A whole workbook. */
export const workbook = (items: readonly object[], logs: string) => ({
  version: "Notebook/1.0",
  $schema: "https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json",
  items,
  fallbackResourceIds: [logs],
});
