import { type Context, evaluate } from "./data-factory-expression";

/** A Data Factory activity as it stands in the synthesized JSON, Terraform's templates already resolved. */
export interface Activity {
  readonly name: string;
  readonly type: string;
  readonly dependsOn: readonly { readonly activity: string; readonly dependencyConditions: readonly string[] }[];
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own
  readonly typeProperties: any;
}

type Status = "Succeeded" | "Failed" | "Skipped";

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

export interface World {
  readonly runId: string;
  /** Answers a request, or throws as a server that refuses it. */
  readonly answer: (call: Call) => unknown;
  /** Rounds of a loop until its time is over. */
  readonly rounds: number;
}

export interface Run {
  readonly status: "Succeeded" | "Failed";
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  readonly calls: readonly Call[];
}

/**
 * Runs a pipeline as Data Factory does, for the activities that the platform uses: an activity starts when all its dependencies have
 * ended in one of the named ways and is skipped otherwise; the run fails if a leaf failed, or was skipped below something that did.
 */
export function run(activities: readonly Activity[], variables: Record<string, { defaultValue?: string }>, world: World): Run {
  const calls: Call[] = [];
  const errors: { code: string; message: string }[] = [];
  const context: Context = {
    runId: world.runId,
    variables: Object.fromEntries(Object.entries(variables).map(([name, v]) => [name, v.defaultValue ?? ""])),
    outputs: {},
  };
  const value = (v: unknown): unknown => {
    const text = typeof v === "string" ? v : (v as { readonly value: string }).value;
    return text.startsWith("@") ? evaluate(text.slice(1), context) : text;
  };

  function one(a: Activity): Status {
    const p = a.typeProperties;
    switch (a.type) {
      case "Wait":
        return "Succeeded";
      case "SetVariable":
        context.variables[p.variableName] = String(value(p.value));
        return "Succeeded";
      case "Fail":
        errors.push({ code: p.errorCode, message: String(value(p.message)) });
        return "Failed";
      case "WebActivity": {
        const call = { method: p.method, url: String(value(p.url)), body: p.body };
        calls.push(call);
        try {
          context.outputs[a.name] = world.answer(call);
          return "Succeeded";
        } catch {
          return "Failed";
        }
      }
      case "IfCondition":
        return scope(value(p.expression) === true ? p.ifTrueActivities : p.ifFalseActivities);
      case "Until":
        for (let round = 0; round < world.rounds; round++) {
          if (scope(p.activities) === "Failed") return "Failed";
          if (value(p.expression) === true) return "Succeeded";
        }
        return "Failed";
      default:
        throw new Error(`${a.name}: the interpreter does not know ${a.type}`);
    }
  }

  function scope(list: readonly Activity[]): "Succeeded" | "Failed" {
    const done = new Map<string, Status>();
    const startable = (a: Activity) => a.dependsOn.every((d) => done.has(d.activity));
    const met = (a: Activity) =>
      a.dependsOn.every((d) => {
        const status = done.get(d.activity)!;
        return d.dependencyConditions.some((c) => c === status || (c === "Completed" && status !== "Skipped"));
      });
    for (let left = [...list]; left.length > 0; left = left.filter((a) => !done.has(a.name))) {
      const next = left.find(startable);
      if (next === undefined) throw new Error(`these wait for each other: ${left.map((a) => a.name).join(", ")}`);
      done.set(next.name, met(next) ? one(next) : "Skipped");
    }
    const failed = (name: string): boolean => {
      const status = done.get(name);
      if (status !== "Skipped") return status === "Failed";
      return list.find((a) => a.name === name)!.dependsOn.some((d) => failed(d.activity));
    };
    const leaves = list.filter((a) => !list.some((b) => b.dependsOn.some((d) => d.activity === a.name)));
    return leaves.some((a) => failed(a.name)) ? "Failed" : "Succeeded";
  }

  return { status: scope(activities), errors, calls };
}
