import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { evaluate, type Scope } from "./pipeline-expression";

// biome-ignore lint/suspicious/noExplicitAny: YAML before it is looked at
type Yaml = any;
type Node = Readonly<Record<string, Yaml>>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
const WHOLE = /^\$\{\{((?:(?!\}\}).)*)\}\}$/s;
const PARTS = /\$\{\{(.*?)\}\}/gs;

interface Declared {
  readonly name: string;
  readonly type: "string" | "number" | "boolean" | "object";
  readonly default?: unknown;
  readonly values?: readonly unknown[];
}

/** Parameters as a template declares them, with what it is given. @throws Error for what Azure Pipelines would refuse */
function parametersOf(file: string, declared: readonly Declared[], given: Scope): Scope {
  const unknown = Object.keys(given).filter((name) => !declared.some((d) => d.name === name));
  if (unknown.length > 0) throw new Error(`${file}: declares no parameter ${unknown.join(", ")}`);
  return Object.fromEntries(
    declared.map((d) => {
      const value = Object.hasOwn(given, d.name) ? given[d.name] : d.default;
      if (value === undefined) throw new Error(`${file}: needs the parameter ${d.name}`);
      const typed = d.type === "number" && typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
      if (d.type !== "object" && typeof typed !== d.type)
        throw new Error(`${file}: ${d.name} is a ${d.type}, got ${JSON.stringify(value)}`);
      if (d.values !== undefined && !d.values.includes(typed))
        throw new Error(`${file}: ${d.name} is one of ${d.values.join(", ")}, got ${typed}`);
      return [d.name, typed];
    }),
  );
}

/** Expands templates as Azure Pipelines does before a run; strict: what our files do not use is an error. */
class Expander {
  /** Files that were read. */
  readonly files = new Set<string>();

  read(file: string): Yaml {
    this.files.add(file);
    return parse(readFileSync(file, "utf8"));
  }

  /** One part of a template: its stages, its steps. */
  template(file: string, part: string, given: Scope): readonly Yaml[] {
    const { parameters = [], ...rest } = this.read(file);
    const parts = Object.keys(rest);
    if (!parts.includes(part)) throw new Error(`${file}: expected ${part}, got ${parts.join(", ")}`);
    return this.value(rest[part], { parameters: parametersOf(file, parameters, given) }, file, part);
  }

  value(value: Yaml, scope: Scope, file: string, key = ""): Yaml {
    if (Array.isArray(value)) return this.list(value, scope, file, key);
    if (isNode(value)) return this.node(value, scope, file);
    return typeof value === "string" ? text(value, scope) : value;
  }

  private list(list: readonly Yaml[], scope: Scope, file: string, key: string): Yaml[] {
    let isTaken = true;
    return list.flatMap((item) => {
      if (isNode(item)) {
        const keys = Object.keys(item);
        if (keys.length === 1 && keys[0]!.startsWith("${{")) {
          const [directive, inner] = [keys[0]!, item[keys[0]!]];
          const scopes = this.scopesOf(directive, scope, isTaken);
          isTaken = scopes.taken;
          return scopes.scopes.flatMap((s) => {
            const expanded = this.value(inner, s, file, key);
            return Array.isArray(expanded) ? expanded : [expanded];
          });
        }
        if (typeof item.template === "string") {
          const { template, parameters = {}, ...more } = item;
          if (Object.keys(more).length > 0) throw new Error(`${file}: beside template there is ${Object.keys(more).join(", ")}`);
          return this.template(join(dirname(file), template), key, this.value(parameters, scope, file));
        }
      }
      return [this.value(item, scope, file)];
    });
  }

  private node(node: Node, scope: Scope, file: string): Node {
    const made: Record<string, Yaml> = {};
    let isTaken = true;
    const add = (entries: Node) => {
      for (const [key, value] of Object.entries(entries)) {
        if (Object.hasOwn(made, key)) throw new Error(`${file}: ${key} is there twice`);
        made[key] = value;
      }
    };
    for (const [key, value] of Object.entries(node)) {
      if (/^\$\{\{\s*(if|else|each)\b/.test(key)) {
        const { scopes, taken } = this.scopesOf(key, scope, isTaken);
        isTaken = taken;
        for (const s of scopes) add(this.node(value, s, file));
      } else add({ [String(text(key, scope))]: this.value(value, scope, file, key) });
    }
    return made;
  }

  /** What a directive lets through: nothing, its content once, or once for each. */
  private scopesOf(directive: string, scope: Scope, before: boolean): { readonly scopes: readonly Scope[]; readonly taken: boolean } {
    const inner = WHOLE.exec(directive)?.[1]?.trim() ?? "";
    const [, condition] = /^if (.*)$/s.exec(inner) ?? [];
    if (condition !== undefined) {
      const value = evaluate(condition, scope);
      if (typeof value !== "boolean") throw new Error(`${directive}: is no condition`);
      return { scopes: value ? [scope] : [], taken: value };
    }
    if (inner === "else") return { scopes: before ? [] : [scope], taken: true };
    const [, name, of] = /^each (\w+) in (.*)$/s.exec(inner) ?? [];
    if (name === undefined || of === undefined) throw new Error(`${directive}: is no directive that the tests know`);
    const all = evaluate(of, scope);
    const items = isNode(all) ? Object.entries(all).map(([key, value]) => ({ key, value })) : all;
    if (!Array.isArray(items)) throw new Error(`${directive}: is no list`);
    return { scopes: items.map((item) => ({ ...scope, [name]: item })), taken: true };
  }
}

function text(value: string, scope: Scope): unknown {
  const whole = WHOLE.exec(value)?.[1];
  if (whole !== undefined) return evaluate(whole, scope);
  return value.replace(PARTS, (_, expression: string) => {
    const part = evaluate(expression, scope);
    if (typeof part === "object") throw new Error(`"${value}": ${expression.trim()} is no text`);
    return String(part);
  });
}

export interface Step {
  readonly script?: string;
  readonly task?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly displayName?: string;
  readonly condition?: string;
  readonly checkout?: string;
  readonly publish?: string;
  readonly download?: string;
  readonly artifact?: string;
  readonly continueOnError?: unknown;
}
export interface Job {
  readonly stage: string;
  readonly stageCondition: string | undefined;
  readonly name: string;
  readonly isDeployment: boolean;
  readonly environment: string | undefined;
  readonly pool: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutInMinutes: string | undefined;
  readonly steps: readonly Step[];
}
export interface Expanded {
  readonly trigger: Yaml;
  readonly pr: Yaml;
  readonly schedules: Yaml;
  readonly groups: readonly string[];
  /** In their order; without `dependsOn` each waits for the one before. */
  readonly stages: readonly {
    readonly stage: string;
    readonly dependsOn: readonly string[] | undefined;
    readonly condition: string | undefined;
    readonly lockBehavior: string | undefined;
  }[];
  readonly jobs: readonly Job[];
  readonly files: readonly string[];
}

const listOf = (value: Yaml): readonly string[] | undefined => (value === undefined ? undefined : [value].flat());

/** A pipeline as it would run. */
export function expandPipeline(file: string, given: Scope = {}): Expanded {
  const expander = new Expander();
  const { parameters: declared = [], extends: base, trigger, pr, schedules } = expander.read(file);
  const scope = { parameters: parametersOf(file, declared, given) };
  const frame = join(dirname(file), base.template);
  const { parameters, variables, stages } = expander.read(frame);
  const inside = { parameters: parametersOf(frame, parameters, expander.value(base.parameters, scope, file)) };
  const groups: readonly { readonly group: string }[] = expander.value(variables, inside, frame, "variables");
  const expanded: readonly Node[] = expander.value(stages, inside, frame, "stages");
  return {
    ...{ trigger, pr, schedules, groups: groups.map((g) => g.group) },
    stages: expanded.map(({ stage, dependsOn, condition, lockBehavior }) => ({
      ...{ stage, dependsOn: listOf(dependsOn), condition, lockBehavior },
    })),
    jobs: expanded.flatMap(({ stage, condition, jobs }) =>
      jobs.map(
        (job: Node): Job => ({
          ...{ stage, stageCondition: condition, name: job.job ?? job.deployment, isDeployment: job.deployment !== undefined },
          ...{ environment: job.environment, pool: job.pool, variables: job.variables ?? {}, timeoutInMinutes: job.timeoutInMinutes },
          steps: job.steps ?? job.strategy.runOnce.deploy.steps,
        }),
      ),
    ),
    files: [...expander.files],
  };
}
