import { Construct } from "constructs";
import { COMMON_VARIABLES, placeVariables, variableOfPlace } from "./names";
import type { Project } from "./project";
import { DevopsResource } from "./resource";

/** What a place sets variables to, by their names without the place's. */
export interface PlaceValues {
  readonly place: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface VariablesProps {
  readonly project: Project;
  readonly places: readonly PlaceValues[];
  /** Variables that every place has a value of its own for, even where these are equal. */
  readonly ofPlaces: readonly string[];
}

type Values = Readonly<Record<string, string>>;

/** Splits what is the same in all places that say it from what is not. */
export function sharedValues({ places, ofPlaces }: Pick<VariablesProps, "places" | "ofPlaces">): {
  readonly common: Values;
  readonly own: ReadonlyMap<string, Values>;
} {
  const names = [...new Set(places.flatMap((p) => Object.keys(p.values)))];
  const said = (name: string) => new Set(places.flatMap((p) => p.values[name] ?? []));
  const isCommon = (name: string) => !ofPlaces.includes(name) && said(name).size === 1;
  return {
    common: Object.fromEntries(names.filter(isCommon).map((name) => [name, [...said(name)][0] ?? ""])),
    own: new Map(
      places.map(({ place, values }) => [
        place,
        Object.fromEntries(Object.entries(values).flatMap(([name, v]) => (isCommon(name) ? [] : [[variableOfPlace(name, place), v]]))),
      ]),
    ),
  };
}

/** Variable groups by which pipelines fill in the ids that the files of environments leave at zeros. Ids are no secrets. */
export class Variables extends Construct {
  /** Ids by the groups' names. */
  readonly groups: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { project, ...rest }: VariablesProps) {
    super(scope, id);
    const { common, own } = sharedValues(rest);
    const group = (key: string, name: string, description: string, values: Values): readonly [string, string] => [
      name,
      new DevopsResource(this, key, "azuredevops_variable_group", {
        project_id: project.id,
        name,
        description,
        allow_access: false,
        variable: Object.entries(values)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([variable, value]) => ({ name: variable, value })),
      }).id,
    ];
    this.groups = new Map([
      group("Common", COMMON_VARIABLES, "Ids that are the same everywhere.", common),
      ...[...own].map(([place, values]) => group(place, placeVariables(place), `Ids of ${place}.`, values)),
    ]);
  }
}
