/** JSON as Terraform will read it. */
export type Json = Readonly<Record<string, unknown>>;

/** A resource or an output, resolved, with where it stands in the tree. */
export interface Element {
  readonly kind: "resource" | "output";
  /** Path of the construct, `dev-data/Lake/Account/Resource`: what a waiver names. */
  readonly path: string;
  /** `azurerm_storage_account.Lake_Account_0A1B2C3D`. */
  readonly address: string;
  /** Terraform's type; for azapi Azure's, without the version, in the letters it is written in: Azure takes any, so compare by `isOneOf`. */
  readonly type: string;
  /** Terraform's own type, for azapi too. */
  readonly terraformType: string;
  readonly attributes: Json;
  /** Whether the resource takes tags. */
  readonly taggable: boolean;
}

/** Where a rule need not hold. */
export interface Waiver {
  readonly rule: string;
  /** Path of the construct; `*` stands for any part of one step. */
  readonly resource: string;
}

/** What the rules must know of an environment, or of the part that all share. */
export interface PolicyPlace {
  readonly name: string;
  readonly network: { readonly mode: "public" | "private" };
  readonly protectData: boolean;
  readonly waivers: readonly Waiver[];
}

export interface PolicyContext {
  readonly place: PolicyPlace;
  /** The stack without its environment: `data`, `bootstrap`. */
  readonly stack: string;
  /** All elements of the stack. */
  readonly elements: readonly Element[];
}

/** A rule that every stack must keep. */
export interface PolicyRule {
  /** What is wrong, in a word; the file's name, and what a waiver names. */
  readonly id: string;
  /** What must hold; reads on after "expected". */
  readonly what: string;
  readonly why: string;
  /** What to change. */
  readonly remedy: string;
  /** What breaks the rule, in a few words each; reads on after "got". */
  check(element: Element, context: PolicyContext): readonly string[];
}
