import type { Change } from "../changes";
import { each, isOf, type RiskRule } from "./rule";

/** What is a key or a secret. */
const KEYS =
  /^(azurerm_(key_vault_(key|secret|certificate(_.*)?|managed_hardware_security_module_key)|.*customer_managed_key|disk_encryption_set|.*_api_key)|kubernetes_secret(_v1)?|tls_private_key|random_password)$/;
/** Attributes that say by which key something is encrypted. */
const ENCRYPTED_BY =
  /(^|\.)(customer_managed_key|encryption|key_vault_key_id|key_vault_secret_id|keyVaultProperties|disk_encryption_set_id)(\.|$)/;

const DONE: Readonly<Partial<Record<Change["action"], string>>> = {
  create: "is a key or secret that was not there",
  update: "is a key or secret, and changes",
  replace: "is a key or secret, and another takes its place: what was encrypted or signed by the old one needs it still",
  delete: "is a key or secret, and is destroyed: what was encrypted by it cannot be read without it",
};

export const changesKey: RiskRule = {
  id: "changes-key",
  title: "A key changes",
  why: "What was encrypted by the old one can become unreadable, and who signs in by the old one is locked out.",
  check: each("high", (change) => {
    const done = DONE[change.action];
    if (done === undefined) return [];
    if (isOf(change, KEYS)) return [{ what: done, level: change.action === "create" ? "medium" : "high" }];
    if (change.action !== "update" && change.action !== "replace") return [];
    const by = change.differences.filter((d) => ENCRYPTED_BY.test(d.path)).map((d) => d.path);
    const secret = change.differences.filter((d) => d.secret && !d.unknown && !ENCRYPTED_BY.test(d.path)).map((d) => d.path);
    return [
      ...(by.length === 0 ? [] : [`is encrypted otherwise: ${by.map((p) => `\`${p}\``).join(", ")}`]),
      ...(secret.length === 0 ? [] : [`gets another secret value in ${secret.map((p) => `\`${p}\``).join(", ")}`]),
    ];
  }),
};
