import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import { isInPipeline } from "./azure-pipelines/agent";

let asked: string | undefined;

/** Git's user.email, else the name that the system knows; asked once, as each command that takes --who names it in its help. */
function here(): string {
  if (asked !== undefined) return asked;
  let email = "";
  try {
    email = execFileSync("git", ["config", "user.email"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    // no git, or nobody told it
  }
  asked = email === "" ? userInfo().username : email;
  return asked;
}

/** Who it is, for the audit: in a pipeline who started it, else who git or the system says it is. */
export function whoIsThis(): string {
  const { BUILD_REQUESTEDFOREMAIL } = process.env;
  return isInPipeline(process.env) && BUILD_REQUESTEDFOREMAIL ? BUILD_REQUESTEDFOREMAIL : here();
}
