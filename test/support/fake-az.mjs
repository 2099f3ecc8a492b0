#!/usr/bin/env node
import { createHash } from "node:crypto";
// An Azure CLI that knows the commands that `mlops publish` uses, and keeps its registry in the folder FAKE_AZ.
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const args = process.argv.slice(2);
const folder = process.env.FAKE_AZ;
const option = (name) => args[args.indexOf(name) + 1];
const tag = join(folder, option("--image").replace(":", "@").replaceAll("/", "~"));
const fail = (text) => {
  process.stderr.write(`ERROR: ${text}\n`);
  process.exit(1);
};
/** An image that was copied has the digest that it was asked for by, or one that its name gives. */
const digestOf = (tag) => {
  const source = existsSync(`${tag}.from`) ? readFileSync(`${tag}.from`, "utf8") : tag;
  return /@(sha256:[0-9a-f]{64})$/.exec(source)?.[1] ?? `sha256:${createHash("sha256").update(source).digest("hex")}`;
};
appendFileSync(join(folder, "calls"), `${JSON.stringify(args)}\n`);
if (process.env.FAKE_AZ_FAILS && args.join(" ").startsWith(process.env.FAKE_AZ_FAILS)) fail("AADSTS700082: the refresh token has expired");
const command = args.slice(0, args[1] === "repository" ? 3 : 2).join(" ");
if (command === "acr repository show") {
  if (!existsSync(tag)) fail(`manifest tagged by "${option("--image").split(":")[1]}" is not found. Correlation ID: 1.`);
  process.stdout.write(
    JSON.stringify({ digest: digestOf(tag), changeableAttributes: { writeEnabled: readFileSync(tag, "utf8") !== "locked" } }),
  );
} else if (command === "acr build") {
  if (existsSync(tag) && readFileSync(tag, "utf8") === "locked") fail("the tag is locked");
  writeFileSync(join(folder, "context"), JSON.stringify(readdirSync(args[args.length - 2]).sort()));
  if (existsSync(option("--file"))) writeFileSync(join(folder, "Dockerfile"), readFileSync(option("--file")));
  writeFileSync(tag, "movable");
  process.stderr.write("Run ID: ca1 was successful\n");
} else if (command === "acr import") {
  if (existsSync(tag)) fail("(Conflict) Tag already exists");
  writeFileSync(`${tag}.from`, option("--source"));
  writeFileSync(tag, "movable");
} else if (command === "acr repository update") writeFileSync(tag, "locked");
else fail(`'${args.join(" ")}' is misspelled or not recognized by the system`);
