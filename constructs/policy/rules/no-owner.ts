import type { PolicyRule } from "../rule";
import { valueAt } from "../setting";

/** Where an owner is written on what is no Azure resource, and so has no tags. */
const ANNOTATED = /^kubernetes_namespace/;
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

export const noOwner: PolicyRule = {
  id: "no-owner",
  what: "an owner: an address that somebody answers at",
  why: "A resource or a model that nobody answers for is neither mended nor switched off.",
  remedy: "Name the owner in model.yaml or in the environment's file; on a Kubernetes namespace set the annotation mlops/owner.",
  check: (element) => {
    const owner = element.taggable
      ? valueAt(element, "tags.owner")
      : ANNOTATED.test(element.type)
        ? valueAt(element, "metadata.annotations.mlops/owner")
        : "not@asked";
    return typeof owner === "string" && ADDRESS.test(owner) ? [] : [owner === undefined ? "none" : JSON.stringify(owner)];
  },
};
