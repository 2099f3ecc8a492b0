import { type App, DataResource, LocalBackend, TerraformStack } from "cdktf";

/** The app that both ways of deployment are tried with. */
export function addTwoStacks(app: App, upstream: string, downstream: string): void {
  const stack = (id: string) => {
    const made = new TerraformStack(app, id);
    new LocalBackend(made, { path: `../../../.tfstate/${id}.tfstate` });
    return made;
  };
  const kept = new DataResource(stack("dev-upstream"), "Kept", { input: { name: upstream } });
  new DataResource(stack("dev-downstream"), "User", { input: { reads: `\${${kept.fqn}.output.name}`, own: downstream } });
}
