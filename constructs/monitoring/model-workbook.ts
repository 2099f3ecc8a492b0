import { ApplicationInsightsWorkbook } from "@cdktf/provider-azurerm/lib/application-insights-workbook";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { canonicalJson } from "../../model-code/core/canonical-json";
import { literalText } from "../azapi/template";
import type { AlertContext } from "./alerts/alert-rule";
import { spanItem, textItem, tileItem, workbook } from "./workbook/items";
import { costTiles, dataTiles, decisionTiles, qualityTiles, serviceTiles } from "./workbook/tiles";

export interface ModelWorkbookProps extends AlertContext {
  readonly environment: string;
  readonly location: string;
  /** Where it stands: its ARM id makes the workbook's name, and its name says where it is. */
  readonly resourceGroup: { readonly id: string; readonly name: string };
  /** ARM id of the Log Analytics workspace. */
  readonly logs: string;
  /** Whether the model's data is prepared and the model trained here. */
  readonly trains: boolean;
}

/** The workbook's JSON: keys sorted, so that the same model gives the same text. */
export function modelWorkbook(props: Pick<ModelWorkbookProps, keyof AlertContext | "environment" | "logs" | "trains">): string {
  const { model, environment, logs, trains } = props;
  const tiles = [
    ...serviceTiles(props),
    ...decisionTiles(props),
    ...qualityTiles(props),
    ...(trains ? dataTiles(props) : []),
    ...costTiles(props),
  ];
  const about = [
    `# ${model.name} in ${environment}`,
    model.title,
    `Owner: ${model.owner.team}, ${model.owner.contact}. Risk: ${model.riskTier}. Data: ${model.sensitivity}.`,
    "Lines called Objective, Limit, Most, Decay and Budget are the figures of the model's model.yaml, by which alerts and monitors judge too. What an alert means and what to do is in docs/runbooks.",
    `What it costs in money: Cost Management, filter tag \`model\` = \`${model.name}\`. When its budget's notice comes: docs/runbooks/model-budget.md.`,
  ];
  return canonicalJson(workbook([textItem("about", about.join("\n\n")), spanItem(), ...tiles.map((tile) => tileItem(tile, logs))], logs));
}

/** What a model's people look at: traffic, latency, versions, drift, decay, data and cost, in Azure Monitor's workbooks. */
export class ModelWorkbook extends Construct {
  constructor(scope: Construct, id: string, props: ModelWorkbookProps) {
    super(scope, id);
    const { model, environment, location, resourceGroup, logs } = props;
    new ApplicationInsightsWorkbook(this, "Resource", {
      name: Fn.uuidv5("url", `${resourceGroup.id}/workbooks/${model.name}`),
      displayName: `${model.name} in ${environment}`,
      location,
      resourceGroupName: resourceGroup.name,
      // Azure keeps it in lower case and would show a difference otherwise
      sourceId: Fn.lower(logs),
      category: "workbook",
      dataJson: literalText(modelWorkbook(props)),
    });
  }
}
