import { hostIn } from "../../../model-code/core/spec/host-in";
import { type Check, environmentOf } from "../check";
import { ok } from "../finding";

/** What Kubernetes objects are planned by, where a model is served on AKS. */
export const kubelogin: Check = {
  name: "kubelogin",
  steps: ["plan", "deploy"],
  async look(about) {
    const environment = environmentOf(about);
    const served = about.files().models.filter((m) => environment?.models.includes(m.name) && hostIn(m, environment.name) === "aks");
    if (served.length === 0) return [];
    const expected = `kubelogin on PATH, for ${served.map((m) => `serving-${m.name}`).join(", ")}`;
    if ((await about.run("kubelogin", "--version")) !== undefined) return [ok(expected, "there")];
    const remedy = "npx mlops tools (Linux on x64); elsewhere az aks install-cli";
    return [{ status: "missing", expected, got: "none", remedy }];
  },
};
