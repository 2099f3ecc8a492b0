import type { Html } from "../../../../core/page/html";
import type { ModelView } from "../model-view";
import { decisions } from "./decisions";
import { drift } from "./drift";
import { serving } from "./serving";
import { traffic } from "./traffic";
import { trial } from "./trial";

/** What the page says of a model, in this order. */
export const SECTIONS: readonly { readonly name: string; readonly title: string; readonly render: (view: ModelView) => Html }[] = [
  { name: "serving", title: "What is served", render: serving },
  { name: "traffic", title: "Traffic and latency", render: traffic },
  { name: "drift", title: "Drift", render: drift },
  { name: "decisions", title: "Last decisions", render: decisions },
  { name: "try", title: "Try it", render: trial },
];
