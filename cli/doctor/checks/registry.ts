import { nameOf } from "../../../constructs/naming/name";
import type { Check } from "../check";
import { ok } from "../finding";
import { filledIn, scopeOf } from "../subscriptions";

const VERSION = "2023-07-01";

/** The registry that images are pushed to and pulled from stands. */
export const registry: Check = {
  name: "registry",
  steps: ["publish"],
  async look(about) {
    const { shared } = about.files().places;
    const id = filledIn(shared);
    const own = nameOf("container-registry", shared);
    const path = `${scopeOf(id)}/providers/Microsoft.ContainerRegistry/registries`;
    const found = (await about.azure.list<{ readonly name: string }>(id, path, VERSION)).some((r) => r.name === own);
    if (found) return [ok(own, "it stands")];
    return [{ status: "missing", expected: own, got: "none", remedy: "npx cdktf deploy shared-bootstrap shared" }];
  },
};
