import { nameOf } from "../constructs/naming/name";
import { NAME_RULES, type NamedType, reservedWord } from "../constructs/naming/rules";
import type { Problem } from "../model-code/core/problem";
import type { Environment, Place, Shared } from "./schema";

/** Purposes under which the platform asks for names that all of Azure shares; a test holds the stacks to them. */
const PURPOSES = [undefined, "lake", "ml", "state", "packages", "functions", "control"] as const;

const GLOBAL_TYPES = (Object.keys(NAME_RULES) as NamedType[]).filter((type) => NAME_RULES[type].unique === "azure");

/** What a model has of its own on Functions is called as the model. */
const purposesOf = (place: Place) => [...PURPOSES, ...modelsOf(place)];
const modelsOf = (place: Place): readonly string[] => ("models" in place ? [...(place as Environment).models] : []);

/** Names of a place that nobody else on Azure may have, and of its resource groups, which its subscription may have once. */
export const namesOf = (place: Place): readonly string[] => [
  ...GLOBAL_TYPES.flatMap((type) => purposesOf(place).map((purpose) => nameOf(type, place, purpose))),
  `${nameOf("resource-group", place)} in ${place.subscription}`,
];

/** What of a place's names Azure would refuse for a word that it keeps to itself. */
function reservedProblems(place: Place): readonly Problem[] {
  const own = `${place.prefix}-${place.name}`;
  const parts = [
    { part: "prefix and name", given: own, whole: own },
    ...modelsOf(place).map((model, i) => ({ part: `models/${i}`, given: model, whole: `${own}-${model}` })),
  ];
  const [refused] = parts.flatMap(({ part, given, whole }) => {
    const word = reservedWord(whole);
    return word === undefined ? [] : [{ part, given, word }];
  });
  if (refused === undefined) return [];
  return [
    {
      where: `environments/${place.name}.yaml ${refused.part}`,
      expected: `no "${refused.word}", which Azure refuses in names as a trademark`,
      got: `"${refused.given}"`,
      remedy: "Take another name.",
    },
  ];
}

/** Places whose resources would get the same names, or names that Azure refuses. */
export function collisions(places: readonly Place[]): readonly Problem[] {
  const taken = new Map<string, string>();
  return places.flatMap((place) => {
    const reserved = reservedProblems(place);
    if (reserved.length > 0) return reserved;
    const names = namesOf(place);
    const clash = names.find((name) => taken.has(name));
    const other = clash === undefined ? undefined : taken.get(clash);
    for (const name of names) taken.set(name, place.name);
    return clash === undefined
      ? []
      : [
          {
            where: `environments/${place.name}.yaml`,
            expected: "names of its own",
            got: `"${clash}", which ${other} has`,
            remedy: "Change the prefix or the name.",
          },
        ];
  });
}

/** What environments need of the shared part, and it of them. */
export function reachProblems(shared: Shared, environments: readonly Environment[]): readonly Problem[] {
  const open = environments.filter((e) => e.network.mode === "public").map((e) => e.name);
  const reaching = environments.map((e) => e.name);
  return [
    ...(shared.network.mode === "private" && open.length > 0
      ? [
          {
            where: "environments/shared.yaml network/mode",
            expected: "public",
            got: '"private"',
            remedy: `${open.join(", ")} could not reach the registry; make them private first.`,
          },
        ]
      : []),
    ...(shared.registry.sku !== "Premium" && reaching.length > 0
      ? [
          {
            where: "environments/shared.yaml registry/sku",
            expected: "Premium",
            got: `"${shared.registry.sku}"`,
            remedy: `Azure ML reaches it by private endpoints from ${reaching.join(", ")}; that tier only has them.`,
          },
        ]
      : []),
  ];
}

/** Environments that Azure DevOps is said to work in, and that are not there. */
export const devopsProblems = ({ devops }: Shared, environments: readonly Environment[]): readonly Problem[] =>
  (devops?.environments ?? []).flatMap((name, i) =>
    environments.some((e) => e.name === name)
      ? []
      : [
          {
            where: `environments/shared.yaml devops/environments/${i}`,
            expected: `one of ${environments.map((e) => e.name).join(", ")}`,
            got: `"${name}"`,
            remedy: "Name a file of environments, without .yaml.",
          },
        ],
  );
