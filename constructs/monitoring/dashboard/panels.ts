/**
 * Parts of a Grafana dashboard, as its JSON has them.
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */

/** One panel: questions to Prometheus, and the line that what they answer is held to. */
export interface Panel {
  readonly title: string;
  /** PromQL by what the legend calls it; `{{label}}` stands for a label's value. */
  readonly series: Readonly<Record<string, string>>;
  readonly unit: "reqps" | "percentunit" | "s" | "short" | "bytes";
  /**
   * Drawn as a line.
   * @default - none
   */
  readonly limit?: number;
  /** Of the twelve columns that half a page has. @default 12 */
  readonly width?: 12 | 24;
}

const HEIGHT = 8;
const PAGE = 24;
/** Chosen on the page: `prometheus` is the variable below. */
const SOURCE = { type: "prometheus", uid: "$prometheus" } as const;

const placed = (panels: readonly Panel[]) => {
  let [x, y] = [0, 0];
  return panels.map((panel) => {
    const w = panel.width ?? 12;
    if (x + w > PAGE) [x, y] = [0, y + HEIGHT];
    const at = { h: HEIGHT, w, x, y };
    x += w;
    return { panel, at };
  });
};

const panelJson = ({ title, series, unit, limit }: Panel, gridPos: object, id: number) => ({
  id,
  title,
  type: "timeseries",
  datasource: SOURCE,
  gridPos,
  targets: Object.entries(series).map(([legendFormat, expr], i) => ({
    refId: String.fromCharCode(65 + i),
    datasource: SOURCE,
    editorMode: "code",
    range: true,
    legendFormat,
    expr,
  })),
  options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } },
  fieldConfig: {
    overrides: [],
    defaults: {
      unit,
      custom: { fillOpacity: 10, thresholdsStyle: { mode: limit === undefined ? "off" : "line" } },
      thresholds: {
        mode: "absolute",
        steps: [{ color: "green", value: null }, ...(limit === undefined ? [] : [{ color: "red", value: limit }])],
      },
    },
  },
});

/** A whole dashboard, as Grafana's API takes it. @param uid up to 40 letters, digits, dashes */
export const dashboard = (uid: string, title: string, description: string, panels: readonly Panel[]) => ({
  uid,
  title,
  description,
  tags: ["mlops"],
  timezone: "utc",
  schemaVersion: 39,
  refresh: "1m",
  time: { from: "now-24h", to: "now" },
  templating: {
    list: [{ name: "prometheus", label: "Metrics", type: "datasource", query: "prometheus", hide: 0, refresh: 1 }],
  },
  panels: placed(panels).map(({ panel, at }, i) => panelJson(panel, at, i + 1)),
});
