/** How an activity that is waited for must have ended. */
export type Outcome = "Succeeded" | "Failed" | "Skipped" | "Completed";

export interface Dependency {
  readonly activity: string;
  readonly dependencyConditions: readonly Outcome[];
}

/** An activity as Data Factory's API reads it. */
export interface Activity {
  readonly name: string;
  readonly type: string;
  readonly dependsOn: readonly Dependency[];
  readonly userProperties: readonly [];
  readonly policy?: ActivityPolicy;
  readonly typeProperties: Readonly<Record<string, unknown>>;
}

interface ActivityPolicy {
  readonly timeout: string;
  readonly retry: number;
  readonly retryIntervalInSeconds: number;
}

/** Text that Data Factory works out at run time; it begins with `@`. */
export interface Expression {
  readonly value: string;
  readonly type: "Expression";
}

export const expression = (value: `@${string}`): Expression => ({ value, type: "Expression" });

/** A text literal within an expression. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** `d.hh:mm:ss`. */
export function timespan(minutes: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  return `${Math.floor(minutes / 1440)}.${two((minutes % 1440) / 60)}:${two(minutes % 60)}:00`;
}

export const after = (activity: Activity, outcome: Outcome = "Succeeded"): Dependency => ({
  activity: activity.name,
  dependencyConditions: [outcome],
});

const activity = (name: string, type: string, typeProperties: Activity["typeProperties"], dependsOn: readonly Dependency[]): Activity => ({
  name,
  type,
  dependsOn,
  userProperties: [],
  typeProperties,
});

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
  return {
    ...activity(
      name,
      "WebActivity",
      {
        method: call.method,
        url: call.url,
        headers: { "Content-Type": "application/json" },
        authentication: { type: "MSI", resource: "https://management.azure.com/" },
        ...(call.body && { body: call.body }),
        ...(call.waits === false && { turnOffAsync: true }),
      },
      dependsOn,
    ),
    policy: { timeout: timespan(10), retry: 3, retryIntervalInSeconds: 60 },
  };
}

export const wait = (name: string, seconds: number, dependsOn: readonly Dependency[] = []): Activity =>
  activity(name, "Wait", { waitTimeInSeconds: seconds }, dependsOn);

export const setVariable = (name: string, variable: string, value: Expression, dependsOn: readonly Dependency[] = []): Activity =>
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

export const unless = (
  name: string,
  branch: { readonly holds: Expression; readonly otherwise: readonly Activity[] },
  dependsOn: readonly Dependency[] = [],
): Activity =>
  activity(name, "IfCondition", { expression: branch.holds, ifTrueActivities: [], ifFalseActivities: branch.otherwise }, dependsOn);
