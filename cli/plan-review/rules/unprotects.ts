import { keysEnabled } from "../../../constructs/policy/rules/keys-enabled";
import { oldTls } from "../../../constructs/policy/rules/old-tls";
import type { Change } from "../changes";
import { SAFEGUARDS, settingsThatChange } from "../dangers/app-settings";
import { DEVOPS_PROTECTIONS } from "../dangers/devops-settings";
import { missingWithout } from "../dangers/guards";
import { PROTECTIONS } from "../dangers/protections";
import { told } from "../dangers/setting";
import { isProtected } from "../surroundings";
import { newlyBroken } from "./newly-broken";
import { becauseOf, each, isGone, type RiskRule, type Told } from "./rule";

const SETTINGS = [...PROTECTIONS, ...DEVOPS_PROTECTIONS];

/** An alert that is switched off is as good as gone. */
const silenced = (change: Change): readonly string[] =>
  /^azurerm_monitor_.*alert(_v2)?$/.test(change.terraformType) && change.before.enabled === true && change.after.enabled === false
    ? ["is switched off, and nobody is told any more"]
    : [];

export const unprotects: RiskRule = {
  id: "unprotects",
  title: "A protection is turned off",
  why: "It is there for the day on which something else goes wrong, and nobody notices that it is missing until then.",
  check: each("high", (change, surroundings) => {
    const missing = missingWithout(change);
    const gone: Omit<Told, "change">[] =
      missing !== undefined && isGone(change)
        ? [
            {
              what: change.action === "delete" ? `is taken away: ${missing}` : `is made anew${becauseOf(change)}: until then ${missing}`,
              level: change.action === "delete" && isProtected(surroundings, change.stack) ? "critical" : "high",
            },
          ]
        : [];
    const broken = [...newlyBroken(oldTls, change), ...newlyBroken(keysEnabled, change)].map((what) => `gives up a safeguard: ${what}`);
    return [...gone, ...told(SETTINGS, change, "high"), ...settingsThatChange(SAFEGUARDS, change), ...silenced(change), ...broken];
  }),
};
