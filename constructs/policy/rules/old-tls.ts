import type { PolicyRule } from "../rule";
import { brokenSettings, findKeys, isOneOf, type Setting } from "../setting";

const FUNCTION_APPS = [
  "azurerm_function_app_flex_consumption",
  "azurerm_linux_function_app",
  "azurerm_linux_web_app",
  "azurerm_windows_function_app",
  "azurerm_windows_web_app",
];

/** Where Azure would also answer without TLS if nothing is said. */
const HTTPS_ONLY: readonly Setting[] = [
  { types: FUNCTION_APPS, path: "https_only", allowed: [true], unset: false },
  { types: ["Microsoft.Web/sites"], path: "body.properties.httpsOnly", allowed: [true], unset: false },
];

/** The least version, in the words of azurerm and of ARM. */
const LEAST_VERSION = /^((scm_)?(min|minimum|minimal)_tls_version|tls_min_version|(min|minimum|minimal|scmMin)TlsVersion|cdnTlsVersion)$/;
const GOOD_VERSIONS = ["1.2", "1.3", "TLS1_2", "TLS1_3", "Tls12", "Tls13"];
const SWITCHES = /^(https_only|https_traffic_only_enabled|httpsOnly|supportsHttpsTrafficOnly)$/;

export const oldTls: PolicyRule = {
  id: "old-tls",
  what: "TLS 1.2 or newer, and nothing without TLS",
  why: "Older versions have known attacks, and what goes without TLS can be read and changed on its way.",
  remedy: "Set the least TLS version to 1.2 or 1.3 and leave the https-only switch on.",
  check: (element) => [
    ...brokenSettings(element, HTTPS_ONLY),
    ...findKeys(element.attributes, LEAST_VERSION).flatMap(([key, value]) =>
      GOOD_VERSIONS.includes(String(value)) ? [] : [`${key} ${JSON.stringify(value)}`],
    ),
    ...findKeys(element.attributes, SWITCHES).flatMap(([key, value]) =>
      value === false && !HTTPS_ONLY.some((s) => isOneOf(element, s.types)) ? [`${key} false`] : [],
    ),
  ],
};
