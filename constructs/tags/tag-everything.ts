import type { IAspect } from "cdktf";
import type { IConstruct } from "constructs";

/** A resource that takes tags: every azurerm class with `tags`, and `AzapiResource` where Azure knows tags. */
interface Taggable extends IConstruct {
  tags?: Record<string, string>;
  readonly tagsInput?: Record<string, string> | undefined;
}

const isTaggable = (node: IConstruct): node is Taggable => "tagsInput" in node;

/** Puts tags on every resource below a stack. A tag that the resource sets itself wins. */
export class TagEverything implements IAspect {
  constructor(private readonly tags: Readonly<Record<string, string>>) {}

  visit(node: IConstruct): void {
    if (isTaggable(node)) node.tags = { ...this.tags, ...node.tagsInput };
  }
}
