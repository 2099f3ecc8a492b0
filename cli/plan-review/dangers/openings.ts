import { becomes, changes, grows, leaves, off, on, row, type Setting } from "./setting";

const CLUSTER = /^azurerm_kubernetes_cluster$/;
const ACCOUNT = /^azurerm_storage_account$/;
const RULE = /^azurerm_network_security_rule$/;
const SUBNET = /^azurerm_subnet$/;
const LEARNING = /^Microsoft\.MachineLearningServices\/workspaces(\/|$)/;
const AZURES = "services of Azure, whoever's they are, come past its firewall";

/** What can be reached from more places, or reaches more, by a setting of Azure or of a cluster. */
export const OPENINGS: readonly Setting[] = [
  row(CLUSTER, "run_command_enabled", on, "commands get into the cluster from outside of its network"),
  row(CLUSTER, "private_cluster_public_fqdn_enabled", on, "its name is answered on the internet", "medium"),
  row(CLUSTER, "virtual_network_integration_enabled", off, "its API server leaves the network"),
  row(CLUSTER, "outbound_type", changes, "it has another way out"),
  row(RULE, "access|direction|priority|protocol", changes, "it lets in others, or keeps out less"),
  row(
    RULE,
    "source_address_prefix|source_address_prefixes|source_port_range|source_port_ranges|destination_address_prefix|destination_address_prefixes|destination_port_range|destination_port_ranges",
    changes,
    "it lets in others, or keeps out less",
  ),
  row(/^azurerm_subnet_network_security_group_association$/, "network_security_group_id", changes, "other rules hold there, or none"),
  row(SUBNET, "default_outbound_access_enabled", on, "what stands there reaches the internet"),
  row(
    SUBNET,
    "private_endpoint_network_policies",
    leaves("enabled", "networksecuritygroupenabled"),
    "rules hold no longer for its private endpoints",
  ),
  row(/^azurerm_virtual_network$/, "dns_servers", changes, "names are answered by somebody else"),
  row(ACCOUNT, "cross_tenant_replication_enabled", on, "what it keeps can be copied to another tenant"),
  row(ACCOUNT, "sftp_enabled|nfsv3_enabled", on, "it is reached without Entra ID"),
  row(ACCOUNT, "allowed_copy_scope", changes, "what it keeps can be copied elsewhere"),
  row(ACCOUNT, "static_website.index_document|static_website.error_404_document", becomes, "anybody can read what lies in `$web`"),
  row(ACCOUNT, "network_rules.bypass", grows, AZURES),
  row(/^azurerm_key_vault$/, "network_acls.bypass", leaves("none"), AZURES),
  row(/^azurerm_container_registry$/, "network_rule_bypass_option", leaves("none"), AZURES),
  row(/^azurerm_eventhub_namespace$/, "trusted_service_access_enabled", on, AZURES),
  row(LEARNING, "isolationMode", leaves("allowonlyapprovedoutbound"), "training reaches what nobody approved"),
  row(LEARNING, "properties.destination|properties.destination.serviceResourceId", changes, "training reaches something else"),
  row(
    LEARNING,
    "properties.accountName|properties.filesystem|properties.containerName|properties.endpoint",
    changes,
    "jobs read and write somewhere else",
  ),
  row(/^Microsoft\.Web\/sites$/, "virtualNetworkSubnetId", changes, "it leaves the network, or gets into another"),
  row(/^Microsoft\.Web\/sites$/, "ftpsState", leaves("disabled"), "files get in by FTP"),
  row(LEARNING, "remoteLoginPortPublicAccess", leaves("disabled"), "its machines are signed in to from the internet"),
  row(LEARNING, "enableNodePublicIp", on, "its machines have addresses on the internet"),
  row(/^azurerm_linux_virtual_machine_scale_set$/, "public_ip_address.name", becomes, "its machines have addresses on the internet"),
  row(
    /^azurerm_linux_virtual_machine_scale_set$/,
    "ip_forwarding_enabled|enable_ip_forwarding",
    on,
    "its machines pass on what is not theirs",
  ),
  row(/^azurerm_data_factory_integration_runtime_azure$/, "virtual_network_enabled", off, "data is moved outside of the network"),
  row(
    /^Microsoft\.DataFactory\/factories\/linkedservices$/,
    "serviceEndpoint|url|baseUrl|accountEndpoint|server",
    changes,
    "data may go to, or come from, somewhere else",
  ),
  row(/^kubernetes_service(_v1)?$/, "external_ips", grows, "it answers at another address"),
  row(/^kubernetes_service(_v1)?$/, "load_balancer_source_ranges", changes, "others may reach it"),
  row(
    /^kubernetes_service(_v1)?$/,
    "annotations.service.beta.kubernetes.io/azure-load-balancer-internal",
    changes,
    "its address may be on the internet",
  ),
  row(
    /^helm_release$/,
    "values|chart|repository|version",
    changes,
    "gateways and routes that it makes may change: read it in the code",
    "medium",
  ),
];
