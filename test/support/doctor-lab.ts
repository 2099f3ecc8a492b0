import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Surroundings } from "../../cli/doctor/check";
import { CHECKS } from "../../cli/doctor/checks";
import { type Examined, examine } from "../../cli/doctor/examine";
import type { StepName } from "../../cli/doctor/steps";
import { type SurroundingsOptions, surroundingsOf } from "../../cli/doctor/surroundings";

export const SUBSCRIPTION = "11111111-1111-1111-1111-111111111111";
export const TENANT = "22222222-2222-2222-2222-222222222222";
export const ME = "33333333-3333-3333-3333-333333333333";
const OTHER_ID = "44444444-4444-4444-4444-444444444444";

const unsigned = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;
/** A token as far as its reader looks at it: whose it is. */
export const TOKEN = unsigned({ oid: ME });

const account = JSON.stringify({ id: SUBSCRIPTION, tenantId: TENANT, user: { name: "someone@example.com" } });
/** An Azure CLI to which somebody is signed in. */
export const AZ = [
  'case "$1 $2" in',
  `"account show") echo '${account}' ;;`,
  `"account get-access-token") echo '${JSON.stringify({ accessToken: TOKEN })}' ;;`,
  "esac",
].join("\n");

/** Programs on PATH, as scripts of the shell. */
const PROGRAMS: Readonly<Record<string, string>> = {
  az: AZ,
  git: "echo 1234567",
  kubelogin: "echo v0.2.19",
  terraform: `echo '{ "terraform_version": "1.11.4" }'`,
};

/** Every id of every file. */
export const IDS = {
  AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
  AZURE_TENANT_ID: TENANT,
  ...Object.fromEntries(
    ["PLATFORM_GROUP", "DATA_SCIENCE_GROUP", "READERS_GROUP", "APPROVERS_GROUP", "ALERT_CLIENT", "ALERT_OBJECT"].map((n) => [
      `AZURE_${n}_ID`,
      OTHER_ID,
    ]),
  ),
  AZURE_SCORER_APP_ID: OTHER_ID,
};

export interface Machine {
  /** Programs beside or instead of the usual ones; undefined: none. */
  readonly programs?: Readonly<Record<string, string | undefined>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** The one check that is made. */
  readonly only?: string;
  /** What else is different from this project's own folder. */
  readonly more?: Partial<SurroundingsOptions>;
}

/** Machines that want for nothing, but for what a test says; removed by `close`. */
export function openDoctorLab() {
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  let count = 0;
  const environments = join(folder, "environments");
  cpSync("environments", environments, { recursive: true, filter: (f) => !f.includes("schema") });
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(join(environments, file), change(readFileSync(join(environments, file), "utf8")));
  /** A PATH with nothing else on it. */
  const path = (programs: Machine["programs"] = {}): string => {
    const bin = join(folder, `bin-${count++}`);
    mkdirSync(bin);
    for (const [name, script] of Object.entries({ ...PROGRAMS, ...programs })) {
      if (script === undefined) continue;
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    return bin;
  };
  const mirror = join(folder, "terraformrc");
  writeFileSync(mirror, 'provider_installation {\n  filesystem_mirror {\n    path = "/mirror"\n  }\n}\n');
  const variablesOf = ({ programs, variables }: Machine = {}) => ({
    ...{ PATH: path(programs), TF_CLI_CONFIG_FILE: mirror },
    ...IDS,
    ...variables,
  });
  const about = (step: StepName, place: string | undefined, machine: Machine = {}): Surroundings =>
    surroundingsOf({
      ...{ step, root: resolve("."), models: "model-code/models", environments, variables: variablesOf(machine) },
      ...(place !== undefined && { place }),
      ...machine.more,
    });
  /** @param only makes this check alone */
  const examined = async (asked: Surroundings, only?: string): Promise<ReadonlyMap<string, Examined>> => {
    // what is installed is the same for each; a thousand files are read to know it
    const all = asked.step === "run" ? CHECKS : CHECKS.filter((c) => c.name !== "packages");
    const checks = only === undefined ? all : all.filter((c) => c.name === only);
    return new Map((await examine(checks, asked)).map((f) => [f.name, f]));
  };
  return {
    folder,
    environments,
    edit,
    variablesOf,
    about,
    examine: examined,
    /** Makes a step's checks, by name. */
    look: (step: StepName, place: string | undefined, machine: Machine = {}) => examined(about(step, place, machine), machine.only),
    close: () => rmSync(folder, { recursive: true }),
  };
}
