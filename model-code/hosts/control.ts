import { app } from "@azure/functions";
import { openControlHost } from "./control/open-control-host";
import { registerControl } from "./control/register";
import { readControlConfig } from "./control/settings";
import { once } from "./once";
import { registerHealth } from "./package-health";

registerControl(
  app,
  once(() => openControlHost(readControlConfig(process.env))),
);
registerHealth(app, __dirname);
