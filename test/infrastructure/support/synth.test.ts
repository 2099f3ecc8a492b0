// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform writes its references so
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Annotations, Aspects, TerraformStack } from "cdktf";
import { synth } from "../../support/synth";

function stackWithGroup(app: ConstructorParameters<typeof TerraformStack>[0], id: string, name: string) {
  const stack = new TerraformStack(app, id);
  new AzurermProvider(stack, "Azurerm", { features: [{}] });
  return { stack, group: new ResourceGroup(stack, "Group", { name, location: "westeurope" }) };
}

test("a reference across stacks is an output there and a remote state here", () => {
  const made = synth((app) => {
    const { group } = stackWithGroup(app, "a", "first");
    stackWithGroup(app, "b", group.name);
  });
  expect(made.stack("a").output).toMatchObject({
    "cross-stack-output-azurerm_resource_groupGroupname": { value: "${azurerm_resource_group.Group.name}" },
  });
  expect(made.all("azurerm_resource_group")[1]?.attributes.name).toBe(
    "${data.terraform_remote_state.cross-stack-reference-input-a.outputs.cross-stack-output-azurerm_resource_groupGroupname}",
  );
});

test("an error annotation fails, also one that an aspect makes", () => {
  expect(() =>
    synth((app) => {
      const { stack } = stackWithGroup(app, "a", "first");
      Aspects.of(stack).add({ visit: (node) => node instanceof ResourceGroup && Annotations.of(node).addError("no owner") });
    }),
  ).toThrow("[a/Group] no owner");
});

test("a validation fails", () => {
  expect(() =>
    synth((app) => {
      const { stack } = stackWithGroup(app, "a", "first");
      stack.node.addValidation({ validate: () => ["never called"] });
    }),
  ).toThrow("never called");
});

test("a resource without its provider fails", () => {
  expect(() =>
    synth((app) => void new ResourceGroup(new TerraformStack(app, "a"), "Group", { name: "g", location: "westeurope" })),
  ).toThrow(/provider/i);
});
