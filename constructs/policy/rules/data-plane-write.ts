import type { PolicyRule } from "../rule";
import { findKeys, valueAt } from "../setting";

/** Types that azurerm and azapi write by the service's own endpoint, or that keep content in the state. */
const DATA_PLANE = new Set([
  "azapi_data_plane_resource",
  "azurerm_app_configuration_feature",
  "azurerm_app_configuration_key",
  "azurerm_key_vault_certificate",
  "azurerm_key_vault_certificate_contacts",
  "azurerm_key_vault_certificate_issuer",
  "azurerm_key_vault_key",
  "azurerm_key_vault_managed_hardware_security_module_key",
  "azurerm_key_vault_managed_storage_account",
  "azurerm_key_vault_secret",
  "azurerm_storage_account_queue_properties",
  "azurerm_storage_account_static_website",
  "azurerm_storage_blob",
  "azurerm_storage_data_lake_gen2_filesystem",
  "azurerm_storage_data_lake_gen2_path",
  "azurerm_storage_share_directory",
  "azurerm_storage_share_file",
  "azurerm_storage_table",
  "azurerm_storage_table_entity",
  "azurerm_synapse_linked_service",
  "azurerm_synapse_role_assignment",
]);
/** By ARM where the account is given by its id, by the service where it is given by name. */
const BY_EITHER = new Set(["azurerm_storage_container", "azurerm_storage_queue", "azurerm_storage_share"]);
/** Azure ML's datastores go by ARM, but azurerm reads the account's key for those that name one. */
const DATASTORES = /^azurerm_machine_learning_datastore_/;
/** Parts of an account that the provider reads from the data plane. */
const INLINE = ["queue_properties", "static_website"];
/** Packages that an apply would put on an app. */
const PACKAGES = /^(zip_deploy_file|content_md5)$/;

export const dataPlaneWrite: PolicyRule = {
  id: "data-plane-write",
  what: "resources that Azure's management API makes",
  why: "A plan would have to reach the data: through the firewall, with more rights, and with content in the state.",
  remedy: "Give a container's account by storage_account_id; write content in the pipeline (`mlops publish`), not by an apply.",
  check: (element) => {
    const { type, terraformType, attributes } = element;
    if (element.kind === "output") return [];
    if (DATA_PLANE.has(terraformType) || DATASTORES.test(terraformType)) return [`${terraformType}, which writes through a data plane`];
    if (BY_EITHER.has(type) && valueAt(element, "storage_account_id") === undefined) return [`${type} by storage_account_name`];
    return [
      ...(type === "azurerm_storage_account" ? INLINE.filter((key) => valueAt(element, key) !== undefined) : []),
      ...findKeys(attributes, PACKAGES).map(([key]) => key),
      ...(valueAt(element, "provisioner") === undefined ? [] : ["a provisioner"]),
    ];
  },
};
