import type { InPlace } from "../in-place";

const opens = (setting: string, from: unknown, to: unknown, so: string, level = "high"): string =>
  `opens-network ${level} \`${setting}\` goes from ${JSON.stringify(from)} to ${JSON.stringify(to)}: ${so}`;
const azures = "services of Azure, whoever's they are, come past its firewall";
const others = "it lets in others, or keeps out less";
const WORKSPACE = "Microsoft.MachineLearningServices/workspaces";
const arm = (type: string, properties: object): object => ({ type: `${type}@2024-01-01`, body: { properties } });

const app = (settings: Readonly<Record<string, string>>): object =>
  arm("Microsoft.Web/sites", {
    httpsOnly: true,
    siteConfig: { appSettings: Object.entries(settings).map(([name, value]) => ({ name, value })) },
  });

/** Changes in place by which more is reached, or reaches more, and some by which not. */
export const OPENING_CASES: readonly InPlace[] = [
  [
    "azurerm_kubernetes_cluster",
    {
      run_command_enabled: false,
      private_cluster_public_fqdn_enabled: false,
      private_cluster_enabled: true,
      api_server_access_profile: [{ virtual_network_integration_enabled: true }],
      network_profile: [{ outbound_type: "userAssignedNATGateway" }],
    },
    {
      run_command_enabled: true,
      private_cluster_public_fqdn_enabled: true,
      private_cluster_enabled: true,
      api_server_access_profile: [{ virtual_network_integration_enabled: false }],
      network_profile: [{ outbound_type: "loadBalancer" }],
    },
    opens("api_server_access_profile.0.virtual_network_integration_enabled", true, false, "its API server leaves the network"),
    opens("network_profile.0.outbound_type", "userAssignedNATGateway", "loadBalancer", "it has another way out"),
    opens("run_command_enabled", false, true, "commands get into the cluster from outside of its network"),
    opens("private_cluster_public_fqdn_enabled", false, true, "its name is answered on the internet", "medium"),
  ],
  [
    "azurerm_network_security_rule",
    { direction: "Inbound", access: "Deny", priority: 110, source_address_prefix: "*", destination_port_range: "22" },
    { direction: "Inbound", access: "Deny", priority: 4096, source_address_prefix: "10.0.0.0/8", destination_port_range: "22" },
    opens("priority", 110, 4096, others),
    opens("source_address_prefix", "*", "10.0.0.0/8", others),
  ],
  [
    "azurerm_network_security_rule",
    {},
    { direction: "Inbound", access: "Allow", source_address_prefixes: ["0.0.0.0/1", "128.0.0.0/1"], destination_port_range: "22" },
    "opens-network high lets anybody in on port 22",
  ],
  [
    "azurerm_network_security_rule",
    {},
    { direction: "Inbound", access: "Allow", source_address_prefix: "AzureCloud.westeurope", destination_port_range: "22" },
    "opens-network high lets anybody in on port 22",
  ],
  ["azurerm_network_security_rule", {}, { direction: "Inbound", access: "Allow", source_address_prefix: "10.0.0.0/8" }],
  [
    "azurerm_subnet_network_security_group_association",
    { network_security_group_id: "a" },
    { network_security_group_id: "b" },
    opens("network_security_group_id", "a", "b", "other rules hold there, or none"),
  ],
  [
    "azurerm_subnet",
    { default_outbound_access_enabled: false, private_endpoint_network_policies: "NetworkSecurityGroupEnabled" },
    { default_outbound_access_enabled: true, private_endpoint_network_policies: "Disabled" },
    opens("default_outbound_access_enabled", false, true, "what stands there reaches the internet"),
    opens("private_endpoint_network_policies", "NetworkSecurityGroupEnabled", "Disabled", "rules hold no longer for its private endpoints"),
  ],
  [
    "azurerm_virtual_network",
    { dns_servers: ["10.0.0.4"] },
    { dns_servers: ["203.0.113.1"] },
    opens("dns_servers", ["10.0.0.4"], ["203.0.113.1"], "names are answered by somebody else"),
  ],
  ["azurerm_virtual_network_peering", {}, { name: "a" }, "opens-network high is a way in that was not there"],
  [
    "azurerm_storage_account",
    { cross_tenant_replication_enabled: false, sftp_enabled: false, allowed_copy_scope: "AAD", network_rules: [{ bypass: ["None"] }] },
    {
      cross_tenant_replication_enabled: true,
      sftp_enabled: true,
      network_rules: [{ bypass: ["AzureServices"] }],
      static_website: [{ index_document: "a" }],
    },
    opens("allowed_copy_scope", "AAD", null, "what it keeps can be copied elsewhere"),
    opens("cross_tenant_replication_enabled", false, true, "what it keeps can be copied to another tenant"),
    opens("network_rules.0.bypass", ["None"], ["AzureServices"], azures),
    opens("sftp_enabled", false, true, "it is reached without Entra ID"),
    opens("static_website.0.index_document", null, "a", "anybody can read what lies in `$web`"),
  ],
  [
    "azurerm_key_vault",
    { network_acls: [{ bypass: "None" }] },
    { network_acls: [{ bypass: "AzureServices" }] },
    opens("network_acls.0.bypass", "None", "AzureServices", azures),
  ],
  [
    "azurerm_container_registry",
    { network_rule_bypass_option: "None" },
    { network_rule_bypass_option: "AzureServices" },
    opens("network_rule_bypass_option", "None", "AzureServices", azures),
  ],
  [
    "azurerm_eventhub_namespace",
    { network_rulesets: [{ trusted_service_access_enabled: false, ip_rule: [] }] },
    { network_rulesets: [{ trusted_service_access_enabled: true, ip_rule: [{ ip_mask: "203.0.113.0/24" }] }] },
    'opens-network high lets in {"ip_mask":"203.0.113.0/24"}',
    opens("network_rulesets.0.trusted_service_access_enabled", false, true, azures),
  ],
  [
    "azapi_resource",
    arm(WORKSPACE, { managedNetwork: { isolationMode: "AllowOnlyApprovedOutbound" } }),
    arm(WORKSPACE, { managedNetwork: { isolationMode: "AllowInternetOutbound" } }),
    opens(
      "body.properties.managedNetwork.isolationMode",
      "AllowOnlyApprovedOutbound",
      "AllowInternetOutbound",
      "training reaches what nobody approved",
    ),
  ],
  [
    "azapi_resource",
    arm(`${WORKSPACE}/computes`, { properties: { remoteLoginPortPublicAccess: "Disabled", enableNodePublicIp: false } }),
    arm(`${WORKSPACE}/computes`, { properties: { remoteLoginPortPublicAccess: "Enabled", enableNodePublicIp: true } }),
    opens("body.properties.properties.enableNodePublicIp", false, true, "its machines have addresses on the internet"),
    opens(
      "body.properties.properties.remoteLoginPortPublicAccess",
      "Disabled",
      "Enabled",
      "its machines are signed in to from the internet",
    ),
  ],
  [
    "azapi_resource",
    arm(`${WORKSPACE}/outboundRules`, { type: "FQDN", destination: "pypi.org" }),
    arm(`${WORKSPACE}/outboundRules`, { type: "FQDN", destination: "*.example.com" }),
    opens("body.properties.destination", "pypi.org", "*.example.com", "training reaches something else"),
  ],
  ["azapi_resource", {}, arm(`${WORKSPACE}/outboundRules`, { type: "FQDN" }), "opens-network medium is a way out that was not there"],
  ["azapi_resource", {}, arm(`${WORKSPACE}/outboundRules`, { type: "PrivateEndpoint" })],
  [
    "azapi_resource",
    arm("Microsoft.Web/sites", { httpsOnly: true, siteConfig: { ipSecurityRestrictions: [{ ipAddress: "203.0.113.0/24" }] } }),
    arm("Microsoft.Web/sites", { httpsOnly: true, siteConfig: { ipSecurityRestrictions: [] } }),
    "opens-network high lets in every address, as the list of those is emptied",
  ],
  [
    "azapi_resource",
    arm("Microsoft.Web/sites", { functionAppConfig: { deployment: { storage: { value: "https://a/packages" } } } }),
    arm("Microsoft.Web/sites", { functionAppConfig: { deployment: { storage: { value: "https://b/packages" } } } }),
    'widens-role high `body.properties.functionAppConfig.deployment.storage.value` goes from "https://a/packages" to "https://b/packages": code from somewhere else runs as its identity',
  ],
  [
    "azurerm_linux_virtual_machine_scale_set",
    {
      network_interface: [{ ip_forwarding_enabled: false, ip_configuration: [{ name: "a" }] }],
      source_image_reference: [{ publisher: "a" }],
    },
    {
      network_interface: [{ ip_forwarding_enabled: true, ip_configuration: [{ name: "a", public_ip_address: [{ name: "b" }] }] }],
      source_image_reference: [{ publisher: "b" }],
    },
    opens("network_interface.0.ip_configuration.0.public_ip_address.0.name", null, "b", "its machines have addresses on the internet"),
    opens("network_interface.0.ip_forwarding_enabled", false, true, "its machines pass on what is not theirs"),
    'widens-role high `source_image_reference.0.publisher` goes from "a" to "b": its machines start from another image',
  ],
  [
    "azurerm_data_factory_integration_runtime_azure",
    { virtual_network_enabled: true },
    { virtual_network_enabled: false },
    opens("virtual_network_enabled", true, false, "data is moved outside of the network"),
  ],
  [
    "azapi_resource",
    arm("Microsoft.DataFactory/factories/linkedservices", { typeProperties: { serviceEndpoint: "https://a" } }),
    arm("Microsoft.DataFactory/factories/linkedservices", { typeProperties: { serviceEndpoint: "https://b" } }),
    opens("body.properties.typeProperties.serviceEndpoint", "https://a", "https://b", "data may go to, or come from, somewhere else"),
  ],
  [
    "kubernetes_service_v1",
    {
      metadata: [{ annotations: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" } }],
      spec: [{ external_ips: [], load_balancer_source_ranges: ["10.0.0.0/8"] }],
    },
    { metadata: [{ annotations: {} }], spec: [{ external_ips: ["203.0.113.1"], load_balancer_source_ranges: [] }] },
    opens(
      "metadata.0.annotations.service.beta.kubernetes.io/azure-load-balancer-internal",
      "true",
      null,
      "its address may be on the internet",
    ),
    opens("spec.0.external_ips", [], ["203.0.113.1"], "it answers at another address"),
    opens("spec.0.load_balancer_source_ranges", ["10.0.0.0/8"], [], "others may reach it"),
  ],
  [
    "kubernetes_network_policy_v1",
    { spec: [{ ingress: [{ from: [{ namespace_selector: ["a"] }] }] }] },
    { spec: [{ ingress: [{ from: [] }] }] },
    "opens-network high lets other traffic through, as its rules change",
  ],
  ["kubernetes_network_policy_v1", { metadata: [{ labels: { a: "b" } }] }, { metadata: [{ labels: { a: "c" } }] }],
  [
    "helm_release",
    { values: ["a"] },
    { values: ["b"] },
    opens("values", ["a"], ["b"], "gateways and routes that it makes may change: read it in the code", "medium"),
  ],
  [
    "kubernetes_deployment_v1",
    { spec: [{ template: [{ spec: [{ container: [{ image: "own.azurecr.io/a:1" }, { image: "own.azurecr.io/a:1" }] }] }] }] },
    { spec: [{ template: [{ spec: [{ container: [{ image: "own.azurecr.io/a:2" }, { image: "docker.io/a:1" }] }] }] }] },
    'widens-role high `spec.0.template.0.spec.0.container.1.image` goes from "own.azurecr.io/a:1" to "docker.io/a:1": code from another registry runs as its identity',
  ],
  [
    "azurerm_data_factory_trigger_schedule",
    { activated: true },
    { activated: false },
    "takes-away medium `activated` goes from true to false: it starts nothing any more",
  ],
  [
    "azurerm_eventgrid_system_topic_event_subscription",
    { subject_filter: [{ subject_ends_with: ".json" }] },
    { subject_filter: [{ subject_ends_with: ".none" }] },
    'takes-away medium `subject_filter.0.subject_ends_with` goes from ".json" to ".none": events may be missed',
  ],
  [
    "azapi_resource",
    app({ AUTH_TENANT: "a", ENVIRONMENT_NAME: "dev", DRIFT_RULE_ID: "r", AZURE_CLIENT_ID: "i" }),
    app({ NEW: "first", AZURE_CLIENT_ID: "deployer", AUTH_TENANT: "b", ENVIRONMENT_NAME: "prod" }),
    'unprotects high `AUTH_TENANT` goes from "a" to "b": others are let in',
    'unprotects high `DRIFT_RULE_ID` goes from "r" to null: what it does may be written down no longer',
    'widens-role high `AZURE_CLIENT_ID` goes from "i" to "deployer": it acts as another identity',
  ],
  ["azapi_resource", app({ AUTH_TENANT: "a", TICK: "1" }), app({ TICK: "2", AUTH_TENANT: "a" })],
  [
    "azapi_resource",
    arm("Microsoft.Web/sites", { httpsOnly: true, virtualNetworkSubnetId: "a", siteConfig: { ftpsState: "Disabled" } }),
    arm("Microsoft.Web/sites", { httpsOnly: true, virtualNetworkSubnetId: "b", siteConfig: { ftpsState: "AllAllowed" } }),
    opens("body.properties.siteConfig.ftpsState", "Disabled", "AllAllowed", "files get in by FTP"),
    opens("body.properties.virtualNetworkSubnetId", "a", "b", "it leaves the network, or gets into another"),
  ],
  [
    "azapi_resource",
    arm(`${WORKSPACE}/datastores`, { accountName: "a" }),
    arm(`${WORKSPACE}/datastores`, { accountName: "b" }),
    opens("body.properties.accountName", "a", "b", "jobs read and write somewhere else"),
  ],
  [
    "azurerm_eventgrid_system_topic_event_subscription",
    { retry_policy: [{ event_time_to_live: 1440 }] },
    { retry_policy: [{ event_time_to_live: 1 }] },
    "takes-away medium `retry_policy.0.event_time_to_live` goes from 1440 to 1: events may be missed",
  ],
];
