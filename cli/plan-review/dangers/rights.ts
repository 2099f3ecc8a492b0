import { changes, grows, on, row, type Setting } from "./setting";

const ANY = /./;
const CLUSTER = /^azurerm_kubernetes_cluster$/;

/** Where an image comes from: its registry. */
const hostOf = (image: unknown): string => String(image).split("/")[0]!.toLowerCase();
const fromElsewhere: Setting["when"] = ({ before, after }) => before !== undefined && hostOf(before) !== hostOf(after);

/** Who may do more by a setting in Azure or in a cluster. */
export const RIGHTS: readonly Setting[] = [
  row(ANY, "admin_group_object_ids", grows, "who is in it may do everything in the cluster", "critical"),
  row(ANY, "identity_ids", grows, "what runs there acts as that identity too"),
  row(ANY, "userAssignedIdentityResourceId|userAssignedIdentity|primaryUserAssignedIdentity", changes, "it acts as another identity"),
  row(
    CLUSTER,
    "azure_active_directory_role_based_access_control.tenant_id",
    changes,
    "people of another tenant sign in to the cluster",
    "critical",
  ),
  row(/^kubernetes_service_account(_v1)?$/, "automount_service_account_token", on, "its pods may call the cluster"),
  row(
    /^kubernetes_config_map(_v1)?$/,
    "data.PACKAGES_URL|data.STORE_URL",
    changes,
    "what its pods run or believe comes from somewhere else",
  ),
  row(/^Microsoft\.MachineLearningServices\/workspaces$/, "containerRegistry", changes, "code from another registry runs as its identity"),
  row(/^azurerm_data_factory_credential_/, "identity_id", changes, "it acts as another identity"),
  row(/^kubernetes_service_account(_v1)?$/, "annotations.azure.workload.identity/client-id", changes, "its pods act as another identity"),
  row(/^kubernetes_/, "service_account_name", changes, "its pods act as another identity"),
  row(ANY, "admin_ssh_key.public_key|admin_username", changes, "another key signs in to its machines"),
  row(/^(kubernetes_|Microsoft\.MachineLearningServices\/)/, "image", fromElsewhere, "code from another registry runs as its identity"),
  row(
    /^azurerm_linux_virtual_machine_scale_set$/,
    "source_image_reference.publisher|source_image_reference.offer|source_image_id",
    changes,
    "its machines start from another image",
  ),
  row(/^Microsoft\.Web\/sites$/, "deployment.storage.value", changes, "code from somewhere else runs as its identity"),
];
