#!/usr/bin/env node
try {
  // TypeScript runs as it is, required and imported alike
  await import("tsx");
  // only --debug shows where in the sources an error came from: to read their maps is a tenth of a start
  process.setSourceMapsEnabled(process.argv.includes("--debug"));
  await import("./main.ts");
} catch (error) {
  // in a fresh clone not even `mlops doctor` can run
  if (!/MODULE_NOT_FOUND$/.test(error?.code ?? "")) throw error;
  const what = error.message.split("\n")[0].replace(/ imported from .*/, "");
  process.stderr.write(`packages: expected node_modules as package-lock.json says, got: ${what}. Run \`npm ci\`.\n`);
  process.exitCode = 1;
}
