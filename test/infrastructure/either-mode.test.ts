import { places, platformIn } from "../support/platform";
import type { Json } from "../support/synthesized";

describe.each(["public", "private"] as const)("with every environment %s", (mode) => {
  // keeps every policy: a breach fails the synthesis
  const platform = platformIn(mode, places().shared.network.mode);
  const texts = [...platform.stacks].map(([id, json]) => ({ id, json, text: JSON.stringify(json) }));

  test("no stack refers to what it does not have", () => {
    const addresses = new Set(platform.resources.map((r) => `${r.stack} ${r.address}`));
    let seen = 0;
    for (const { id, text } of texts)
      for (const [, type, name] of text.matchAll(/\$\{[^}]*?(?<!data\.)\b((?:azurerm|azapi|kubernetes|helm)_[a-z0-9_]+)\.([\w-]+)\./g)) {
        seen++;
        expect(addresses).toContain(`${id} ${type}.${name}`);
      }
    expect(seen).toBeGreaterThan(300);
  });

  test("every output that is read across stacks is given", () => {
    let seen = 0;
    for (const { id, text } of texts)
      for (const [, from = "", output] of text.matchAll(
        /data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)/g,
      )) {
        seen++;
        expect([id, from, Object.keys(platform.stack(from).output as object).includes(output ?? "")]).toEqual([id, from, true]);
      }
    expect(seen).toBeGreaterThan(100);
  });

  test("every stack has a state of its own", () => {
    const states = texts.map(({ json }) => JSON.stringify((json.terraform as { readonly backend: Json }).backend));
    expect(new Set(states).size).toBe(platform.stacks.size);
  });

  test(`there are ${mode === "private" ? "private endpoints" : "no private endpoints"} in each environment`, () => {
    for (const { name } of places().environments) {
      const endpoints = platform.all("azurerm_private_endpoint").filter((r) => r.stack.startsWith(`${name}-`));
      expect([name, endpoints.length > 5]).toEqual([name, mode === "private"]);
    }
  });
});
