import type { IPrincipal } from "../constructs/roles/grant";

/** An Entra group of a place's file, `platform` or `dataScience`, as roles are given to it. */
export const persona = <Of extends string>(place: { readonly groups: Readonly<Record<NoInfer<Of>, string>> }, of: Of): IPrincipal => ({
  key: `group-${of}`,
  principalId: place.groups[of],
  principalType: "Group",
});
