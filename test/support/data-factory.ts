import { type Context, evaluate, Impossible, resolve } from "./data-factory-expression";
import type { Synthesized } from "./synth";

interface Reference {
  readonly referenceName: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A Data Factory activity as it stands in the synthesized JSON, Terraform's templates already resolved. */
export interface Activity {
  readonly name: string;
  readonly type: string;
  readonly dependsOn: readonly { readonly activity: string; readonly dependencyConditions: readonly string[] }[];
  readonly policy?: { readonly retry: number };
  readonly inputs?: readonly Reference[];
  readonly outputs?: readonly Reference[];
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own
  readonly typeProperties: any;
}

export interface PipelineJson {
  readonly activities: readonly Activity[];
  readonly variables?: Readonly<Record<string, { readonly defaultValue?: string }>>;
  readonly parameters?: Readonly<Record<string, { readonly defaultValue?: string }>>;
}

/** A dataset, its parameters put in, and what it lies in. */
export interface Place {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own
  readonly at: any;
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own
  readonly service: any;
}

type Status = "Succeeded" | "Failed" | "Skipped";

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/** What activities reach for. Each of these may throw: the activity has then failed, and is tried again as its policy says. */
export interface World {
  readonly runId: string;
  /** Answers a request. */
  readonly answer: (call: Call) => unknown;
  /** Rounds of a loop until its time is over. */
  readonly rounds: number;
  /** @default 2026-11-21T12:00:00Z */
  readonly now?: string;
  /** What the synthesized factory has besides the pipeline. */
  readonly factory?: Factory;
  readonly copy?: (from: Place, to: Place, properties: Activity["typeProperties"]) => Promise<{ readonly rowsCopied: number }>;
  readonly lookup?: (from: Place, source: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>>>;
  readonly exists?: (place: Place) => boolean;
  readonly remove?: (place: Place) => void;
}

export interface Run {
  readonly status: "Succeeded" | "Failed";
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  readonly calls: readonly Call[];
  /** Every try of every activity, in order, with those of the pipelines that this one ran. */
  readonly tries: readonly string[];
}

interface Properties {
  readonly type: string;
  readonly typeProperties: unknown;
  readonly linkedServiceName?: Reference;
}

/** Pipelines, datasets and linked services by their names. */
export interface Factory {
  readonly pipelines: Readonly<Record<string, PipelineJson>>;
  readonly datasets: Readonly<Record<string, Properties>>;
  readonly linkedServices: Readonly<Record<string, Properties>>;
}

/** The factory as Azure would have it: references are names, and `$${{` is `${{`. */
export function factoryOf(made: Synthesized): Factory {
  const kinds = ["pipelines", "datasets", "linkedservices"] as const;
  const all = kinds.map((kind) => made.all(`Microsoft.DataFactory/factories/${kind}`));
  const names = new Map(all.flat().map((r) => [`\${${r.address}.name}`, String(r.attributes.name)]));
  const named = (text: string) => [...names].reduce((t, [reference, name]) => t.replaceAll(reference, name), text);
  const [pipelines, datasets, linkedServices] = all.map((resources) =>
    Object.fromEntries(
      resources.map((r) => {
        const body = JSON.parse(named(JSON.stringify(r.attributes.body)).replaceAll("$${{", "${{")) as { readonly properties: unknown };
        return [r.attributes.name, body.properties];
      }),
    ),
  ) as [Factory["pipelines"], Factory["datasets"], Factory["linkedServices"]];
  return { pipelines, datasets, linkedServices };
}

/**
 * Runs a pipeline as Data Factory does, for the activities that the platform uses: an activity starts when all its dependencies have
 * ended in one of the named ways and is skipped otherwise; one that fails is tried again as its policy says; the run fails if a leaf
 * failed, or was skipped below something that did.
 */
export async function run(pipeline: PipelineJson, world: World, parameters: Readonly<Record<string, string>> = {}): Promise<Run> {
  const calls: Call[] = [];
  const tries: string[] = [];
  const errors: { code: string; message: string }[] = [];
  const given = Object.fromEntries(
    Object.entries(pipeline.parameters ?? {}).map(([name, p]) => [name, parameters[name] ?? p.defaultValue]),
  );
  for (const [name, value] of Object.entries(given)) if (value === undefined) throw new Impossible(`the parameter ${name} was not given`);
  for (const name of Object.keys(parameters)) if (!(name in given)) throw new Impossible(`the pipeline has no parameter ${name}`);
  const context: Context = {
    runId: world.runId,
    now: world.now ?? "2026-11-21T12:00:00Z",
    parameters: given as Record<string, string>,
    variables: Object.fromEntries(Object.entries(pipeline.variables ?? {}).map(([name, v]) => [name, v.defaultValue ?? ""])),
    outputs: {},
  };

  const place = (reference: Reference): Place => {
    const dataset = world.factory?.datasets[reference.referenceName];
    const service = world.factory?.linkedServices[dataset?.linkedServiceName?.referenceName ?? ""];
    if (dataset === undefined) throw new Impossible(`no dataset ${reference.referenceName}`);
    const own = resolve(reference.parameters ?? {}, context) as Record<string, string>;
    return { type: dataset.type, at: resolve(dataset.typeProperties, { ...context, dataset: own }), service: service?.typeProperties };
  };

  /** What an activity gives; throws when it fails. */
  async function once(a: Activity): Promise<unknown> {
    const p = a.typeProperties;
    switch (a.type) {
      case "Wait":
        return {};
      case "SetVariable":
        context.variables[p.variableName] = String(resolve(p.value, context));
        return {};
      case "Fail":
        errors.push({ code: p.errorCode, message: String(resolve(p.message, context)) });
        throw new Error(p.errorCode);
      case "WebActivity": {
        const call = { method: p.method, url: String(resolve(p.url, context)), body: resolve(p.body, context) };
        calls.push(call);
        return world.answer(call);
      }
      case "Copy":
        return world.copy!(place(a.inputs![0]!), place(a.outputs![0]!), resolve(p, context));
      case "Lookup":
        return { firstRow: await world.lookup!(place(p.dataset), resolve(p.source, context) as Record<string, unknown>) };
      case "GetMetadata":
        return { exists: world.exists!(place(p.dataset)) };
      case "Delete":
        return world.remove!(place(p.dataset));
      case "ExecutePipeline": {
        const inner = world.factory?.pipelines[p.pipeline.referenceName];
        if (inner === undefined) throw new Impossible(`no pipeline ${p.pipeline.referenceName}`);
        const ended = await run(inner, world, resolve(p.parameters, context) as Record<string, string>);
        calls.push(...ended.calls);
        errors.push(...ended.errors);
        tries.push(...ended.tries);
        if (ended.status === "Failed") throw new Error(p.pipeline.referenceName);
        return {};
      }
      default:
        throw new Impossible(`${a.name}: the interpreter does not know ${a.type}`);
    }
  }

  async function one(a: Activity): Promise<Status> {
    const p = a.typeProperties;
    if (a.type === "IfCondition")
      return scope(evaluate(p.expression.value.slice(1), context) === true ? p.ifTrueActivities : p.ifFalseActivities);
    if (a.type === "Until") {
      for (let round = 0; round < world.rounds; round++) {
        if ((await scope(p.activities)) === "Failed") return "Failed";
        if (evaluate(p.expression.value.slice(1), context) === true) return "Succeeded";
      }
      return "Failed";
    }
    for (let left = a.policy?.retry ?? 0; ; left--) {
      tries.push(a.name);
      try {
        context.outputs[a.name] = await once(a);
        return "Succeeded";
      } catch (error) {
        if (error instanceof Impossible) throw error;
        if (left === 0) return "Failed";
      }
    }
  }

  async function scope(list: readonly Activity[]): Promise<"Succeeded" | "Failed"> {
    const done = new Map<string, Status>();
    const startable = (a: Activity) => a.dependsOn.every((d) => done.has(d.activity));
    const met = (a: Activity) =>
      a.dependsOn.every((d) => {
        const status = done.get(d.activity)!;
        return d.dependencyConditions.some((c) => c === status || (c === "Completed" && status !== "Skipped"));
      });
    for (let left = [...list]; left.length > 0; left = left.filter((a) => !done.has(a.name))) {
      const next = left.find(startable);
      if (next === undefined) throw new Impossible(`these wait for each other: ${left.map((a) => a.name).join(", ")}`);
      done.set(next.name, met(next) ? await one(next) : "Skipped");
    }
    const failed = (name: string): boolean => {
      const status = done.get(name);
      if (status !== "Skipped") return status === "Failed";
      return list.find((a) => a.name === name)!.dependsOn.some((d) => failed(d.activity));
    };
    const leaves = list.filter((a) => !list.some((b) => b.dependsOn.some((d) => d.activity === a.name)));
    return leaves.some((a) => failed(a.name)) ? "Failed" : "Succeeded";
  }

  return { status: await scope(pipeline.activities), errors, calls, tries };
}
