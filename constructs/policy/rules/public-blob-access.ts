import type { PolicyRule } from "../rule";
import { brokenSettings, type Setting } from "../setting";

const SETTINGS: readonly Setting[] = [
  { types: ["azurerm_storage_account"], path: "allow_nested_items_to_be_public", allowed: [false], unset: true },
  { types: ["azurerm_storage_container"], path: "container_access_type", allowed: ["private"], unset: "private" },
  { types: ["Microsoft.Storage/storageAccounts"], path: "body.properties.allowBlobPublicAccess", allowed: [false], unset: true },
  {
    types: ["Microsoft.Storage/storageAccounts/blobServices/containers"],
    path: "body.properties.publicAccess",
    allowed: ["None"],
    unset: "None",
  },
];

export const publicBlobAccess: PolicyRule = {
  id: "public-blob-access",
  what: "blobs that nobody reads without signing in",
  why: "A container that is opened by mistake is found by scanners within hours, and what was read cannot be taken back.",
  remedy: "Set allow_nested_items_to_be_public to false on the account and container_access_type to private.",
  check: (element) => brokenSettings(element, SETTINGS),
};
