import type { Html } from "../../../model-code/core/page/html";
import type { LookOf } from "../look";
import type { ModelReport } from "../report-data";

/** A part of a model's report. A plain object in the table `SECTIONS`; it says what is missing where its documents are. */
export interface Section {
  /** Part of the page's anchors. */
  readonly name: string;
  readonly title: string;
  render(model: ModelReport, lookOf: LookOf): Html;
}
