import type { Activity } from "./activity";

/** What a pipeline's expressions may name. */
export interface PipelineParts {
  readonly activities: readonly Activity[];
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Activities of a pipeline, those within loops and branches among them, that Data Factory takes. */
export const MAX_ACTIVITIES = 80;

const CONTAINERS: Readonly<Record<string, { readonly kind: "loop" | "branch"; readonly lists: readonly string[] }>> = {
  Until: { kind: "loop", lists: ["activities"] },
  IfCondition: { kind: "branch", lists: ["ifTrueActivities", "ifFalseActivities"] },
};

const innerLists = (a: Activity): readonly (readonly Activity[])[] =>
  (CONTAINERS[a.type]?.lists ?? []).map((key) => a.typeProperties[key] as readonly Activity[]);

/** All activities, the inner ones after what holds them. */
const everything = (activities: readonly Activity[]): readonly Activity[] =>
  activities.flatMap((a) => [a, ...innerLists(a).flatMap(everything)]);

/** Every list of activities in a pipeline: its own, and those within loops and branches. */
const scopes = (activities: readonly Activity[]): readonly (readonly Activity[])[] => [
  activities,
  ...activities.flatMap(innerLists).flatMap(scopes),
];

export function duplicates({ activities }: PipelineParts): readonly string[] {
  const names = everything(activities).map((a) => a.name.toLowerCase());
  return [
    ...new Set(
      everything(activities)
        .filter((a, i) => names.indexOf(a.name.toLowerCase()) !== i)
        .map((a) => a.name),
    ),
  ];
}

/** Dependencies on what does not stand beside the activity. */
export const strangers = ({ activities }: PipelineParts): readonly string[] =>
  scopes(activities).flatMap((scope) =>
    scope.flatMap((a) => a.dependsOn.filter((d) => !scope.some((b) => b.name === d.activity)).map((d) => `${a.name} on ${d.activity}`)),
  );

/** Names of all that an activity waits for, directly or not. */
function waitedFor(scope: readonly Activity[], name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (from: string) => {
    for (const { activity } of scope.find((a) => a.name === from)?.dependsOn ?? [])
      if (!found.has(activity)) {
        found.add(activity);
        visit(activity);
      }
  };
  visit(name);
  return found;
}

/** Activities that wait for themselves. */
export const cycles = ({ activities }: PipelineParts): readonly string[] =>
  scopes(activities).flatMap((scope) => scope.filter((a) => waitedFor(scope, a.name).has(a.name)).map((a) => a.name));

export const count = ({ activities }: PipelineParts): number => everything(activities).length;

/** Loops in loops and branches in branches: Data Factory takes a loop in a branch and a branch in a loop, and no more. */
export function nested({ activities }: PipelineParts): readonly string[] {
  const inside = (list: readonly Activity[], around: readonly ("loop" | "branch")[]): readonly string[] =>
    list.flatMap((a) => {
      const own = CONTAINERS[a.type]?.kind;
      if (own === undefined) return [];
      return [...(around.includes(own) ? [a.name] : []), ...innerLists(a).flatMap((inner) => inside(inner, [...around, own]))];
    });
  return inside(activities, []);
}

/** An activity without the activities within it: what it says itself. */
function ownText(a: Activity): string {
  const lists = CONTAINERS[a.type]?.lists ?? [];
  const own = Object.fromEntries(Object.entries(a.typeProperties).filter(([key]) => !lists.includes(key)));
  return JSON.stringify([own, a.inputs ?? [], a.outputs ?? []]);
}

const named = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map((m) => m[1] ?? "");

/**
 * What expressions name and is not there: parameters and variables that the pipeline lacks, outputs of activities that are not over by
 * then, and parameters of a trigger or dataset, which a pipeline's activities cannot see.
 */
export function unknowns({ activities, parameters = {}, variables = {} }: PipelineParts): readonly string[] {
  const check = (scope: readonly Activity[], over: readonly string[]): readonly string[] =>
    scope.flatMap((a) => {
      const text = ownText(a);
      const before = [...over, ...waitedFor(scope, a.name)];
      const seen = [
        ...before,
        ...innerLists(a)
          .flatMap(everything)
          .map((inner) => inner.name),
      ];
      const set = a.type === "SetVariable" ? [String(a.typeProperties.variableName)] : [];
      return [
        ...named(text, /pipeline\(\)\.parameters\.(\w+)/g)
          .filter((name) => !(name in parameters))
          .map((name) => `${a.name} reads the parameter ${name}`),
        ...[...named(text, /\bvariables\('(\w+)'\)/g), ...set]
          .filter((name) => !(name in variables))
          .map((name) => `${a.name} names the variable ${name}`),
        ...named(text, /\bactivity\('([^']+)'\)/g)
          .filter((name) => !seen.includes(name))
          .map((name) => `${a.name} reads ${name}, which is not over by then`),
        ...named(text, /(?:@|[(,] ?)(dataset\(\)|trigger\(\)|item\(\))/g).map((name) => `${a.name} reads ${name}`),
        ...innerLists(a).flatMap((inner) => check(inner, before)),
      ];
    });
  return check(activities, []);
}
