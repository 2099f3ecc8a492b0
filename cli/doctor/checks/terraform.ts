import type { Check } from "../check";
import { ok } from "../finding";
import { complaint } from "../program";
import { isAtLeast, versionIn } from "../version";

/** The first that knows all that the stacks and the checks of their providers say. */
const LEAST = "1.11";

/** Terraform on PATH. */
export const terraform: Check = {
  name: "terraform",
  steps: ["plan", "deploy", "devops"],
  async look({ run }) {
    const expected = `Terraform ${LEAST} or newer on PATH`;
    const remedy = "npx mlops tools (Linux on x64); elsewhere https://developer.hashicorp.com/terraform/install";
    const ended = await run("terraform", "version", "-json");
    if (ended === undefined) return [{ status: "missing", expected, got: "none", remedy }];
    const version = versionIn(/"terraform_version": *"([^"]+)"/.exec(ended.stdout)?.[1] ?? "");
    if (ended.code !== 0 || version === undefined) return [{ status: "missing", expected, got: complaint(ended), remedy }];
    if (isAtLeast(version, versionIn(LEAST)!)) return [ok(expected, version.join("."))];
    return [{ status: "missing", expected, got: version.join("."), remedy }];
  },
};
