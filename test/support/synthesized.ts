export type Json = Record<string, unknown>;

/** A resource as Terraform will read it, with its address. */
export interface Resource {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly attributes: Json;
}

/** What `cdktf synth` would have written. */
export class Synthesized {
  constructor(readonly stacks: ReadonlyMap<string, Json>) {}

  get resources(): readonly Resource[] {
    return [...this.stacks].flatMap(([stack, json]) =>
      Object.entries((json.resource ?? {}) as Record<string, Record<string, Json>>).flatMap(([type, named]) =>
        Object.entries(named).map(([name, attributes]) => ({ stack, address: `${type}.${name}`, type, attributes })),
      ),
    );
  }

  /** All resources of a type; for azapi also by Azure's type, without the version. */
  all(type: string): readonly Resource[] {
    return this.resources.filter((r) => r.type === type || String(r.attributes.type).split("@")[0] === type);
  }

  /** The attributes of the one resource of a type. */
  only(type: string): Json {
    const found = this.all(type);
    if (found.length !== 1) throw new Error(`expected one ${type}, got ${found.length}: ${found.map((r) => r.address).join(", ")}`);
    return found[0]!.attributes;
  }

  stack(id: string): Json {
    const json = this.stacks.get(id);
    if (json === undefined) throw new Error(`no stack ${id}; there are ${[...this.stacks.keys()].join(", ")}`);
    return json;
  }
}
