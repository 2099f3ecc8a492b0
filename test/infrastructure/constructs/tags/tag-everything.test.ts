import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Aspects } from "cdktf";
import { AzapiResource, AzapiTrackedResource } from "../../../../constructs/azapi/resource";
import { TagEverything } from "../../../../constructs/tags/tag-everything";
import { synthIn } from "../../../support/platform";

const made = synthIn((stack) => {
  Aspects.of(stack).add(new TagEverything({ owner: "platform@example.com", environment: "dev" }));
  new ResourceGroup(stack, "Plain", { name: "plain", location: "westeurope" });
  new ResourceGroup(stack, "Own", { name: "own", location: "westeurope", tags: { owner: "risk@example.com", purpose: "x" } });
  new AzapiTrackedResource(stack, "Workspace", {
    type: "Microsoft.X/y@2025-06-01",
    name: "w",
    parentId: "/g",
    location: "westeurope",
    body: {},
  });
  new AzapiTrackedResource(stack, "Site", {
    type: "Microsoft.X/y@2025-06-01",
    name: "s",
    parentId: "/g",
    location: "westeurope",
    tags: { owner: "risk@example.com", package: "0a" },
    body: {},
  });
  new AzapiResource(stack, "Child", { type: "Microsoft.X/y/z@2025-06-01", name: "c", parentId: "/w", body: {} });
});
const tags = (address: string) => made.resources.find((r) => r.address === address)?.attributes.tags;

test("a resource gets the tags of its stack", () => {
  expect(tags("azurerm_resource_group.Plain")).toEqual({ owner: "platform@example.com", environment: "dev" });
  expect(tags("azapi_resource.Workspace")).toEqual({ owner: "platform@example.com", environment: "dev" });
});

test("a tag that the resource sets itself wins", () => {
  expect(tags("azurerm_resource_group.Own")).toEqual({ owner: "risk@example.com", environment: "dev", purpose: "x" });
  expect(tags("azapi_resource.Site")).toEqual({ owner: "risk@example.com", environment: "dev", package: "0a" });
});

test("a type that takes no tags gets none", () => {
  expect(tags("azapi_resource.Child")).toBeUndefined();
});
