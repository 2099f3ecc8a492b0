import type { PolicyRule } from "../rule";

/** Attributes that Azure, Entra ID and Kubernetes keep secret, in the words of their providers; ARM's `primaryKey` is read as primary_key. */
const SECRET =
  /^((\w+_)?keys?_?\d*|(\w+_)?keys?_alias|\w*connection_strings?(_alias)?|\w*password\d*|\w*token|client_secret|private_key\w*|kube_?(admin_)?configs?(_raw)?|sas|sas_ur[il]|shared_access_signature|site_credentials?|publishing_credentials|decoded_plain_text_value|sensitive_output|sensitive_body)$/;
/** Keys that all may know, or that only name one. */
const NO_SECRET = /(^|_)(public|partition|customer_managed|host)_keys?$/;
/** Types whose secret has a harmless name. */
const OF_TYPE: readonly (readonly [type: RegExp, attribute: RegExp])[] = [
  [/^(azurerm_key_vault_secret|azurerm_app_configuration_key|azuread_application_password)$/, /^value$/],
  [/^kubernetes_secret(_v1)?$/, /^(binary_)?data$/],
  [/^random_password$/, /^(result|bcrypt_hash)$/],
];

/** Functions that give back what they are given, in another form. */
const WRAPPED = /\b(?:jsondecode|jsonencode|nonsensitive|sensitive|one|try|tostring|base64decode|base64encode)\(([^()]*)\)/g;
const REFERENCE = /\b([a-z][a-z0-9]*_[a-z0-9_]+)\.[\w-]+((?:\[[^\]]*\]|\.[\w*-]+)*)/g;
/** What is left of an expression without its references: steps after a function, and names that a function is given. */
const WORD = /\.([A-Za-z_][\w-]*)|"([\w-]+)"/g;

const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
const isSecret = (name: string): boolean => SECRET.test(snake(name)) && !NO_SECRET.test(snake(name));

const textsIn = (value: unknown): readonly string[] =>
  typeof value === "string" ? [value] : typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];

/** What stands within `${…}`, with functions taken off that hide nothing. */
function expressionsIn(text: string): readonly string[] {
  const found: string[] = [];
  for (let start = text.indexOf("${"); start >= 0; start = text.indexOf("${", start + 2)) {
    let end = start + 2;
    for (let depth = 1; end < text.length && depth > 0; end++) depth += text[end] === "{" ? 1 : text[end] === "}" ? -1 : 0;
    found.push(text.slice(start + 2, end - 1));
    start = end - 2;
  }
  return found.map((expression) => {
    const bare = expression.replace(WRAPPED, "$1");
    return bare === expression ? bare : (expressionsIn(`\${${bare}}`)[0] ?? "");
  });
}

function secretsOf(type: string, path: string): readonly string[] {
  const steps = path.split(/[.[\]"\s]+/).filter((step) => step !== "" && !/^[\d*]+$/.test(step));
  if (steps.length === 0) return [`all of ${type}`];
  if (type.startsWith("azapi_") && steps.length === 1 && steps[0] === "output") return [`all output of ${type}`];
  const own = OF_TYPE.filter(([types]) => types.test(type)).map(([, attribute]) => attribute);
  return steps.filter((step) => isSecret(step) || own.some((a) => a.test(step))).map((step) => `${step} of ${type}`);
}

function secretsIn(expression: string): readonly string[] {
  const referred = [...expression.matchAll(REFERENCE)].flatMap(([, type = "", path = ""]) => secretsOf(type, path));
  const words = [...expression.replace(REFERENCE, "").matchAll(WORD)].flatMap(([, step, quoted]) => step ?? quoted ?? []);
  return [...referred, ...words.filter(isSecret)];
}

export const secretInOutput: PolicyRule = {
  id: "secret-in-output",
  what: "outputs without secrets",
  why: "Whoever may read the state of a stack reads its outputs in clear, and every stack that uses one keeps a copy.",
  remedy: "Give out an id or a name, and let the reader fetch the secret as its own identity; better, have no secret.",
  check: ({ kind, attributes }) => {
    if (kind !== "output") return [];
    const named = textsIn(attributes.value).flatMap(expressionsIn).flatMap(secretsIn);
    return [...new Set(named), ...(attributes.sensitive === true ? ["sensitive true"] : [])];
  },
};
