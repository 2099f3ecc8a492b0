import { app } from "@azure/functions";
import { registerScorer } from "./function/register";
import { openScorerHost } from "./function/scorer-host";
import { readFunctionConfig } from "./function/settings";
import { once } from "./once";
import { registerHealth } from "./package-health";

registerScorer(
  app,
  once(() => openScorerHost(readFunctionConfig(process.env))),
  process.env,
);
registerHealth(app, __dirname);
