import { idOf, plausibleOutputs, UUID } from "./plausible";
import type { Stack } from "./stacks";

const CERTIFICATE = Buffer.from("mocked certificate").toString("base64");

/** Data that a stack reads into: a mock would be an empty list, and its first item nothing; or a text, where an id is asked for. */
const READ_INTO: Readonly<Record<string, object>> = {
  azurerm_kubernetes_cluster: { kube_config: [{ host: "https://mocked.example.com:443", cluster_ca_certificate: CERTIFICATE }] },
  azurerm_user_assigned_identity: { id: idOf("azurerm_user_assigned_identity"), client_id: UUID },
};

const REMOTE_STATE = "terraform_remote_state";
const INPUT = "cross-stack-reference-input-";

/** Mocks of every provider and alias that a stack has. */
const providerMocks = ({ json }: Stack) =>
  Object.fromEntries(
    Object.entries(json.provider ?? {}).map(([name, configured]) => {
      const data = Object.keys(json.data ?? {}).flatMap((type) =>
        type.startsWith(`${name}_`) && READ_INTO[type] ? [[type, { defaults: READ_INTO[type] }]] : [],
      );
      return [
        name,
        configured.map(({ alias }) => ({ ...(alias && { alias }), ...(data.length > 0 && { mock_data: Object.fromEntries(data) }) })),
      ];
    }),
  );

/**
 * A stack's test for `terraform test`: every provider is a mock, every state that it reads is replaced by outputs that the stack behind
 * it could have, and the plan must come about. The providers still check what they are given, as Terraform asks them for schema and
 * validation even when they are mocked.
 */
export function mockedTest(stack: Stack, all: readonly Stack[]): object {
  const overrides = Object.keys(stack.json.data?.[REMOTE_STATE] ?? {}).map((name) => {
    const behind = all.find((s) => `${INPUT}${s.id}` === name);
    if (behind === undefined) throw new Error(`${stack.id} reads the state ${name}, which no stack writes`);
    return { target: `data.${REMOTE_STATE}.${name}`, values: { outputs: plausibleOutputs(behind) } };
  });
  const mocks = providerMocks(stack);
  return {
    ...(Object.keys(mocks).length > 0 && { mock_provider: mocks }),
    ...(overrides.length > 0 && { override_data: overrides }),
    run: { plan: { command: "plan" } },
  };
}
