import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import { isInPipeline } from "./azure-pipelines/agent";

/** Who it is, for the audit: in a pipeline who started it, else git's user.email, else the name that the system knows. */
export function whoIsThis(): string {
  const { BUILD_REQUESTEDFOREMAIL } = process.env;
  if (isInPipeline(process.env) && BUILD_REQUESTEDFOREMAIL) return BUILD_REQUESTEDFOREMAIL;
  try {
    const email = execFileSync("git", ["config", "user.email"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    if (email !== "") return email;
  } catch {
    // no git, or nobody told it
  }
  return userInfo().username;
}
