import type { PolicyRule } from "../rule";

/** Attributes that the providers of Azure, Entra ID and Kubernetes mark as secret. */
const SECRET =
  /^((default_|dsc_)?(primary|secondary)_(\w+_)?(access_|shared_|readonly_)?(key|connection_string)(_alias)?|primary_key|secondary_key|\w*connection_strings?|\w*(access|shared|authorization|api|function|account)_key|\w*password|\w*token|client_secret|client_key|private_key\w*|instrumentation_key|kube_(admin_)?config(_raw)?|sas|sas_url|shared_access_signature|site_credential|decoded_plain_text_value)$/;
/** Types whose `value` is one. */
const VALUE = /^(azurerm_key_vault_secret|azurerm_app_configuration_key|azuread_application_password)$/;

const REFERENCE = /\b([a-z][a-z0-9]*_[a-z0-9_]+)\.[\w-]+((?:\[[^\]]*\]|\.[a-z0-9_]+)+)/g;

export const secretInOutput: PolicyRule = {
  id: "secret-in-output",
  what: "outputs without secrets",
  why: "Whoever may read the state of a stack reads its outputs in clear, and every stack that uses one keeps a copy.",
  remedy: "Give out an id or a name, and let the reader fetch the secret as its own identity; better, have no secret.",
  check: ({ kind, attributes }) => {
    if (kind !== "output") return [];
    const named = [...JSON.stringify(attributes.value ?? "").matchAll(REFERENCE)].flatMap(([, type = "", path = ""]) => {
      const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
      return steps.filter((step) => SECRET.test(step) || (step === "value" && VALUE.test(type))).map((step) => `${step} of ${type}`);
    });
    return [...named, ...(attributes.sensitive === true ? ["sensitive true"] : [])];
  },
};
