import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const sources = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? sources(path) : name.endsWith(".ts") ? [path] : [];
  });

test("a mistake in the environments ends in one message, and nothing is written", () => {
  const outdir = join(mkdtempSync(join(tmpdir(), "main-")), "cdktf.out");
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "main.ts"], {
      encoding: "utf8",
      env: { ...process.env, CDKTF_OUTDIR: outdir, AZURE_TENANT_ID: "contoso", AZURE_SUBSCRIPTION_ID: "mine" },
    });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^models and environments: 8 problems\n/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(outdir)).toBe(false);
  } finally {
    rmSync(join(outdir, ".."), { recursive: true });
  }
});

test("ENVIRONMENTS says which environments are written; what is shared always is", () => {
  const outdir = join(mkdtempSync(join(tmpdir(), "main-")), "cdktf.out");
  const run = (names: string) =>
    spawnSync(process.execPath, ["--import", "tsx", "main.ts"], {
      encoding: "utf8",
      env: { ...process.env, CDKTF_OUTDIR: outdir, ENVIRONMENTS: names },
    });
  try {
    expect(run("dev,nowhere").stderr).toBe(
      'ENVIRONMENTS: 1 problem\n  ENVIRONMENTS: expected some of dev, prod, staging, got "nowhere". Name a file of environments, without .yaml.\n',
    );
    expect(existsSync(outdir)).toBe(false);
    expect(run("dev").status).toBe(0);
    const places = new Set(readdirSync(join(outdir, "stacks")).map((stack) => stack.split("-")[0]));
    expect([...places].sort()).toEqual(["dev", "shared"]);
  } finally {
    rmSync(join(outdir, ".."), { recursive: true });
  }
});

test("no file takes in a whole provider, which would cost seconds and half a gigabyte", () => {
  const files = ["main.ts", ...["environments", "constructs", "stacks"].flatMap(sources)];
  expect(files.length).toBeGreaterThan(30);
  for (const path of files) {
    const text = readFileSync(path, "utf8");
    for (const [, from] of text.matchAll(/from "(@cdktf\/provider-[^"]+)"/g)) expect(`${path} ${from}`).toMatch(/\/lib\/[a-z0-9-]+$/);
    expect(text).not.toMatch(/import \* as/);
  }
});

test("a stack's file reads like a list: under 150 lines", () => {
  for (const path of sources("stacks")) expect([path, readFileSync(path, "utf8").split("\n").length < 150]).toEqual([path, true]);
});
