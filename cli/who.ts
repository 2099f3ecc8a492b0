import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";

/** Who is at the keyboard, for the audit: git's user.email, else the name that the system knows. */
export function whoIsThis(): string {
  try {
    const email = execFileSync("git", ["config", "user.email"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    if (email !== "") return email;
  } catch {
    // no git, or nobody told it
  }
  return userInfo().username;
}
