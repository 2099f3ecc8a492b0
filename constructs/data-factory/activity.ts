import type { Expression } from "./expression";

/** How an activity that is waited for must have ended. */
export type Outcome = "Succeeded" | "Failed" | "Skipped" | "Completed";

export interface Dependency {
  readonly activity: string;
  readonly dependencyConditions: readonly Outcome[];
}

/** A dataset, and what it is about this time. */
export interface DatasetReference {
  readonly referenceName: string;
  readonly type: "DatasetReference";
  readonly parameters: Readonly<Record<string, Expression | string>>;
}

/** An activity as Data Factory's API reads it. */
export interface Activity {
  readonly name: string;
  readonly type: string;
  readonly dependsOn: readonly Dependency[];
  readonly userProperties: readonly [];
  readonly policy?: ActivityPolicy;
  readonly inputs?: readonly DatasetReference[];
  readonly outputs?: readonly DatasetReference[];
  readonly typeProperties: Readonly<Record<string, unknown>>;
}

export interface ActivityPolicy {
  readonly timeout: string;
  readonly retry: number;
  readonly retryIntervalInSeconds: number;
}

/** `d.hh:mm:ss`. */
export function timespan(minutes: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  return `${Math.floor(minutes / 1440)}.${two((minutes % 1440) / 60)}:${two(minutes % 60)}:00`;
}

/** How long one try of an activity may take, and how often it is tried again after a failure. */
export const policy = (timeoutMinutes: number, retry: number, retryIntervalInSeconds: number): ActivityPolicy => ({
  timeout: timespan(timeoutMinutes),
  retry,
  retryIntervalInSeconds,
});

export const after = (activity: Activity, outcome: Outcome = "Succeeded"): Dependency => ({
  activity: activity.name,
  dependencyConditions: [outcome],
});

export const activity = (
  name: string,
  type: string,
  typeProperties: Activity["typeProperties"],
  dependsOn: readonly Dependency[] = [],
): Activity => ({ name, type, dependsOn, userProperties: [], typeProperties });

/** A call of Azure's management API. */
export interface AzureCall {
  readonly method: "GET" | "PUT" | "POST";
  readonly url: Expression;
  readonly body?: object;
  /**
   * false: that Azure has accepted it (202) is enough. How it goes on is asked of the region, which takes a role on the subscription.
   * @default true
   */
  readonly waits?: boolean;
}

/** Calls Azure's management API as the factory's own identity; a call that fails is tried again. */
export function callAzure(name: string, call: AzureCall, dependsOn: readonly Dependency[] = []): Activity {
  const properties = {
    method: call.method,
    url: call.url,
    headers: { "Content-Type": "application/json" },
    authentication: { type: "MSI", resource: "https://management.azure.com/" },
    ...(call.body && { body: call.body }),
    ...(call.waits === false && { turnOffAsync: true }),
  };
  return { ...activity(name, "WebActivity", properties, dependsOn), policy: policy(10, 3, 60) };
}

export const wait = (name: string, seconds: number, dependsOn: readonly Dependency[] = []): Activity =>
  activity(name, "Wait", { waitTimeInSeconds: seconds }, dependsOn);

export const setVariable = (name: string, variable: string, value: Expression | string, dependsOn: readonly Dependency[] = []): Activity =>
  activity(name, "SetVariable", { variableName: variable, value }, dependsOn);

/** Ends the pipeline as failed, with what a person should read. */
export const fail = (name: string, errorCode: string, message: string | Expression, dependsOn: readonly Dependency[] = []): Activity =>
  activity(name, "Fail", { errorCode, message }, dependsOn);

/** Repeats activities until the expression holds; fails when the time is over. */
export const until = (
  name: string,
  loop: { readonly holds: Expression; readonly timeoutMinutes: number; readonly activities: readonly Activity[] },
  dependsOn: readonly Dependency[] = [],
): Activity =>
  activity(name, "Until", { expression: loop.holds, timeout: timespan(loop.timeoutMinutes), activities: loop.activities }, dependsOn);

/** One way or the other; either may be to do nothing. */
export const branch = (
  name: string,
  ways: { readonly holds: Expression; readonly ifTrue?: readonly Activity[]; readonly ifFalse?: readonly Activity[] },
  dependsOn: readonly Dependency[] = [],
): Activity =>
  activity(
    name,
    "IfCondition",
    { expression: ways.holds, ifTrueActivities: ways.ifTrue ?? [], ifFalseActivities: ways.ifFalse ?? [] },
    dependsOn,
  );

/** Runs another pipeline of the factory and ends as it ends. */
export const runPipeline = (
  name: string,
  pipeline: string,
  parameters: Readonly<Record<string, Expression | string>> = {},
  dependsOn: readonly Dependency[] = [],
): Activity =>
  activity(
    name,
    "ExecutePipeline",
    { pipeline: { referenceName: pipeline, type: "PipelineReference" }, parameters, waitOnCompletion: true },
    dependsOn,
  );
