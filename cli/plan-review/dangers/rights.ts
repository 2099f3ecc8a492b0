import { changes, grows, row, type Setting } from "./setting";

const ANY = /./;

/** Who may do more by a setting in Azure or in a cluster. */
export const RIGHTS: readonly Setting[] = [
  row(ANY, "admin_group_object_ids", grows, "who is in it may do everything in the cluster", "critical"),
  row(ANY, "identity_ids", grows, "what runs there acts as that identity too"),
  row(ANY, "userAssignedIdentityResourceId|userAssignedIdentity|primaryUserAssignedIdentity", changes, "it acts as another identity"),
  row(/^azurerm_data_factory_credential_/, "identity_id", changes, "it acts as another identity"),
  row(/^kubernetes_service_account(_v1)?$/, "annotations.azure.workload.identity/client-id", changes, "its pods act as another identity"),
  row(/^kubernetes_/, "service_account_name", changes, "its pods act as another identity"),
  row(ANY, "admin_ssh_key.public_key|admin_username", changes, "another key signs in to its machines"),
];
